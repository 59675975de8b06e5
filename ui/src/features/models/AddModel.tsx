// Adds models where they lie, a file or all of a folder: the system's own dialog when there is a window, else a field.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, http, Refused } from '../../api/client'
import type { FoundModel, Thread } from '../../api/types'
import { Dialog } from '../../shared/Dialog'
import { tell, tellError } from '../../shared/toasts'
import { welcome } from './answering'
import { FolderFound } from './FolderFound'
import { PathForm, type Tried } from '../../shared/PathForm'

interface AddModelProps {
  /** What is chosen in the system's dialog; null while nothing is added. */
  kind: 'file' | 'folder' | null
  thread: Thread | undefined
  onClose: () => void
}

const FILE = /\.(gguf|safetensors|json)$/i

/** What a folder holds; nothing when it is none: then adding it says what it is. */
async function modelsIn(path: string): Promise<FoundModel[]> {
  try {
    return (await ask(http.POST('/api/v0/shelving/scan', { body: { path } }))).found
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return []
    throw error
  }
}

export function AddModel({ kind, thread, onClose }: AddModelProps) {
  const { t } = useTranslation()
  const [tried, setTried] = useState<Tried | null>(null)
  const [found, setFound] = useState<FoundModel[] | null>(null)
  const asked = useRef(false)

  const close = () => {
    asked.current = false
    setTried(null)
    setFound(null)
    onClose()
  }

  /** One model is added at once; of several in a folder the person chooses. */
  const addFrom = async (path: string) => {
    const inside = FILE.test(path) ? [] : await modelsIn(path)
    if (inside.length > 1) return setFound(inside)
    await add(inside[0]?.model.path ?? path)
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
        if (picked) await addFrom(picked)
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

  if (found) {
    return (
      <Dialog open onClose={close} title={t('folder_found.title')} about={t('folder_found.about')}>
        <FolderFound found={found} onClose={close} />
      </Dialog>
    )
  }
  return (
    <Dialog open={kind !== null && tried !== null} onClose={close} title={t('add_model')} about={t('add_model_about')}>
      {tried && <PathForm tried={tried} placeholder="/home/me/models/model.gguf" onAdd={addFrom} onClose={close} />}
    </Dialog>
  )
}
