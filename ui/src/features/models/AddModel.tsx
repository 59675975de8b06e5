// Adds a GGUF file where it lies: the system's own dialog when there is a window, else a field for its path.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, http, Refused } from '../../api/client'
import { keys, queries } from '../../api/queries'
import { Button } from '../../shared/Button'
import { Dialog } from '../../shared/Dialog'
import { tell, tellError } from '../../shared/toasts'
import { words } from '../../shared/words'

export function AddModel({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const [byPath, setByPath] = useState(false)
  const [path, setPath] = useState('')
  const [refusal, setRefusal] = useState<Refused | null>(null)
  const asked = useRef(false)

  const close = () => {
    asked.current = false
    setByPath(false)
    setRefusal(null)
    onClose()
  }

  const add = async (file: string) => {
    const model = await ask(http.POST('/api/v0/models', { body: { path: file, purpose: 'chat' } }))
    void queries.invalidateQueries({ queryKey: keys.models })
    await ask(http.POST('/api/v0/models/{id}/load', { params: { path: { id: model.id } } }))
    tell({ title: t('model_added', { name: model.name }) })
  }

  useEffect(() => {
    if (!open || asked.current) return
    asked.current = true
    const choose = async () => {
      try {
        const picked = await ask(http.POST('/api/v0/dialogs/model'))
        if (picked.path) await add(picked.path)
        close()
      } catch (error) {
        if (error instanceof Refused && error.status === 409) return setByPath(true)
        close()
        tellError(error)
      }
    }
    void choose()
    // It asks once each time it is opened.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [open])

  const submit = async () => {
    setRefusal(null)
    try {
      // People copy paths with quotes around them.
      await add(path.trim().replace(/^(["'])(.*)\1$/, '$2'))
      setPath('')
      close()
    } catch (error) {
      if (error instanceof Refused) setRefusal(error)
      else throw error
    }
  }

  const problem = refusal && words(refusal.problem)
  return (
    <Dialog open={open && byPath} onClose={close} title={t('add_model')} about={t('add_model_about')}>
      <form
        className="flex flex-col gap-3 px-5 pt-1 pb-5"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <label className="flex flex-col gap-1.5">
          <span className="font-medium">{t('path')}</span>
          <input
            value={path}
            onChange={(event) => setPath(event.target.value)}
            placeholder="/home/me/models/model.gguf"
            spellCheck={false}
            aria-invalid={problem !== null}
            className="h-9 rounded-md border border-edge bg-surface px-3 font-mono text-small placeholder:text-quiet"
          />
        </label>
        {problem && (
          <p role="alert">
            {problem.title} <span className="text-quiet">{problem.about}</span>
          </p>
        )}
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
