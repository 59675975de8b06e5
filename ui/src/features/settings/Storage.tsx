// Where everything is kept, what models may keep, and the backups.
import { FolderOpen } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ask, http, Refused } from '../../api/client'
import { useStatus } from '../../api/queries'
import { Button } from '../../shared/Button'
import { Row } from '../../shared/Controls'
import { copy } from '../../shared/copy'
import { tell, tellError } from '../../shared/toasts'
import { Backups } from './Backups'
import { DiskLimit } from './DiskLimit'
import { ReadCache } from './ReadCache'

export function Storage() {
  const { t } = useTranslation()
  const { data: status } = useStatus()
  if (!status) return null
  const reveal = async () => {
    try {
      await ask(http.POST('/api/v0/dialogs/reveal', { body: { path: status.home } }))
    } catch (error) {
      if (!(error instanceof Refused && error.status === 409)) return tellError(error)
      // In a browser there is no file manager to open: the path is what helps.
      if (await copy(status.home)) tell({ title: t('path_copied') })
    }
  }
  return (
    <>
      <Row label={t('data_folder')} also={t('also.data_folder')} about={t('data_folder_about')} below>
        {() => (
          <div className="flex flex-wrap items-center gap-2">
            <code className="min-w-0 flex-1 rounded-md border border-line bg-surface px-3 py-1.5 font-mono text-small break-all">
              {status.home}
            </code>
            <Button onClick={() => void reveal()}>
              <FolderOpen aria-hidden size={15} />
              {status.has_window ? t('reveal') : t('copy_path')}
            </Button>
          </div>
        )}
      </Row>
      <Row label={t('cache')} also={t('also.cache')} about={t('cache_about')} below>
        {({ label }) => <ReadCache labelledBy={label} />}
      </Row>
      <Row label={t('voice_cache')} also={t('also.voice_cache')} about={t('voice_cache_about')} below>
        {({ label }) => <DiskLimit setting="voice_cache_mb" labelledBy={label} />}
      </Row>
      <Row label={t('backups')} also={t('also.backups')} about={t('backups_about')} below>
        {() => <Backups />}
      </Row>
    </>
  )
}
