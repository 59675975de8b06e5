// Where everything is kept, threads as files, what models may keep, and the backups.
import { useTranslation } from 'react-i18next'
import { Row } from '../../shared/Controls'
import { Backups } from './Backups'
import { DataFolder } from './DataFolder'
import { DiskLimit } from './DiskLimit'
import { ReadCache } from './ReadCache'
import { YourThreads } from './YourThreads'

export function Storage() {
  const { t } = useTranslation()
  return (
    <>
      <Row label={t('data_folder')} also={t('also.data_folder')} about={t('data_folder_about')} below>
        {() => <DataFolder />}
      </Row>
      <Row label={t('your_threads')} also={t('also.your_threads')} about={t('your_threads_about')} below>
        {() => <YourThreads />}
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
