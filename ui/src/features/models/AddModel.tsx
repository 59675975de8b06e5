// Adds a model file or a folder where it lies: the system's own dialog when there is a window, else a field for its path.
import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, http, Refused } from '../../api/client'
import type { Thread } from '../../api/types'
import { Button } from '../../shared/Button'
import { Dialog } from '../../shared/Dialog'
import { tell, tellError } from '../../shared/toasts'
import { welcome } from './answering'
import { Field } from './Field'
import { ProblemText } from './Problem'

interface AddModelProps {
  /** What is chosen in the system's dialog; null while nothing is added. */
  kind: 'file' | 'folder' | null
  thread: Thread | undefined
  onClose: () => void
}

export function AddModel({ kind, thread, onClose }: AddModelProps) {
  const { t } = useTranslation()
  const [byPath, setByPath] = useState(false)
  const [path, setPath] = useState('')
  const [refusal, setRefusal] = useState<Refused | null>(null)
  const asked = useRef(false)
  const pathField = useRef<HTMLInputElement>(null)
  const why = useId()

  useEffect(() => {
    if (byPath) pathField.current?.focus()
  }, [byPath])

  const close = () => {
    asked.current = false
    setByPath(false)
    setRefusal(null)
    setPath('')
    onClose()
  }

  const add = async (file: string) => {
    const model = await ask(http.POST('/api/v0/models', { body: { path: file, purpose: 'chat' } }))
    await welcome(model, thread)
    tell({ title: t('model_added', { name: model.name }) })
  }

  useEffect(() => {
    if (!kind || asked.current) return
    asked.current = true
    const choose = async () => {
      let picked: string | null | undefined
      try {
        const request = kind === 'file' ? http.POST('/api/v0/dialogs/model') : http.POST('/api/v0/dialogs/folder')
        picked = (await ask(request)).path
        if (picked) await add(picked)
        close()
      } catch (error) {
        if (!(error instanceof Refused) || !(picked || error.status === 409)) {
          close()
          return tellError(error)
        }
        // There is no window, or what was picked is refused: the field shows it, and why.
        setPath(picked ?? '')
        setRefusal(picked ? error : null)
        setByPath(true)
      }
    }
    void choose()
    // It asks once each time it is opened.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [kind])

  const submit = async () => {
    setRefusal(null)
    try {
      // People copy paths with quotes around them.
      await add(path.trim().replace(/^(["'])(.*)\1$/, '$2'))
      close()
    } catch (error) {
      if (error instanceof Refused) setRefusal(error)
      else throw error
    }
  }

  return (
    <Dialog open={kind !== null && byPath} onClose={close} title={t('add_model')} about={t('add_model_about')}>
      <form
        className="flex flex-col gap-3 px-5 pt-1 pb-5"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Field
          label={t('path')}
          ref={pathField}
          value={path}
          onChange={(event) => setPath(event.target.value)}
          placeholder="/home/me/models/model.gguf"
          problem={refusal ? why : undefined}
        />
        {refusal && <ProblemText problem={refusal.problem} id={why} />}
        <div className="flex justify-end gap-2 pt-1">
          <Button onClick={close}>{t('cancel')}</Button>
          <Button kind="primary" type="submit" disabled={path.trim() === ''}>
            {t('add')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
