// Adds a model file or a folder where it lies: the system's own dialog when there is a window, else a field for its path.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, http, Refused } from '../../api/client'
import type { Thread } from '../../api/types'
import { Dialog } from '../../shared/Dialog'
import { tell, tellError } from '../../shared/toasts'
import { welcome } from './answering'
import { PathForm, type Tried } from '../../shared/PathForm'

interface AddModelProps {
  /** What is chosen in the system's dialog; null while nothing is added. */
  kind: 'file' | 'folder' | null
  thread: Thread | undefined
  onClose: () => void
}

export function AddModel({ kind, thread, onClose }: AddModelProps) {
  const { t } = useTranslation()
  const [tried, setTried] = useState<Tried | null>(null)
  const asked = useRef(false)

  const close = () => {
    asked.current = false
    setTried(null)
    onClose()
  }

  const add = async (path: string) => {
    const model = await ask(http.POST('/api/v0/models', { body: { path, purpose: 'chat', name: '' } }))
    await welcome(model, thread)
    tell({ title: t('model_added', { name: model.name }) })
    close()
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
        else close()
      } catch (error) {
        // There is no window, or what was picked is refused: a field shows it, and why.
        if (error instanceof Refused && picked) return setTried({ path: picked, refusal: error })
        if (error instanceof Refused && error.status === 409) return setTried({ path: '', refusal: null })
        close()
        tellError(error)
      }
    }
    void choose()
    // It asks once each time it is opened.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [kind])

  return (
    <Dialog open={kind !== null && tried !== null} onClose={close} title={t('add_model')} about={t('add_model_about')}>
      {tried && <PathForm tried={tried} placeholder="/home/me/models/model.gguf" onAdd={add} onClose={close} />}
    </Dialog>
  )
}
