// Where everything lies: show it, and move it elsewhere.
import { FolderInput, FolderOpen } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, http, Refused } from '../../api/client'
import { placeFolder, useDataFolder } from '../../api/dataFolder'
import { useStatus } from '../../api/queries'
import { Button } from '../../shared/Button'
import { copy } from '../../shared/copy'
import { Dialog } from '../../shared/Dialog'
import { PathForm, type Tried } from '../../shared/PathForm'
import { tell, tellError } from '../../shared/toasts'
import { MoveState } from './MoveState'
import { OldFolder } from './OldFolder'

async function move(to: string): Promise<void> {
  placeFolder(await ask(http.POST('/api/v0/data-folder/move', { body: { to } })))
}

export function DataFolder() {
  const { t } = useTranslation()
  const { data: status } = useStatus()
  const { data: folder } = useDataFolder()
  const [tried, setTried] = useState<Tried | null>(null)
  if (!status || !folder) return null

  const reveal = async () => {
    try {
      await ask(http.POST('/api/v0/dialogs/reveal', { body: { path: folder.home } }))
    } catch (error) {
      if (!(error instanceof Refused && error.status === 409)) return tellError(error)
      // In a browser there is no file manager to open: the path is what helps.
      if (await copy(folder.home)) tell({ title: t('path_copied') })
    }
  }

  // The window has a dialog of its own; in a browser, or where that one fails, the path is typed.
  const choose = async () => {
    let path = ''
    try {
      if (!status.has_window) return setTried({ path, refusal: null })
      path = (await ask(http.POST('/api/v0/dialogs/folder'))).path ?? ''
      if (path) await move(path)
    } catch (error) {
      if (error instanceof Refused) setTried({ path, refusal: error })
      else tellError(error)
    }
  }

  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <code className="min-w-0 flex-1 basis-48 rounded-md border border-line bg-surface px-3 py-1.5 font-mono text-small break-all">
          {folder.home}
        </code>
        <Button onClick={() => void reveal()}>
          <FolderOpen aria-hidden size={15} />
          {status.has_window ? t('reveal') : t('copy_path')}
        </Button>
        {!folder.fixed_by && !folder.moving && (
          <Button onClick={() => void choose()}>
            <FolderInput aria-hidden size={15} />
            {t('data_move')}
          </Button>
        )}
      </div>
      {folder.fixed_by && <p className="text-quiet">{t(`folder_fixed.${folder.fixed_by}`)}</p>}
      {folder.moving && <MoveState moving={folder.moving} canRestart={folder.can_restart} onAgain={() => void choose()} />}
      {folder.old && !folder.moving && <OldFolder path={folder.old} />}
      {tried && (
        <Dialog open onClose={() => setTried(null)} title={t('data_move_title')} about={t('data_move_about')}>
          <PathForm
            tried={tried}
            placeholder="/mnt/large/Fireside"
            action={t('data_move')}
            onAdd={async (path) => {
              await move(path)
              setTried(null)
            }}
            onClose={() => setTried(null)}
          />
        </Dialog>
      )}
    </>
  )
}
