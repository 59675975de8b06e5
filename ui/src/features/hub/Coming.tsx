// The models that are being fetched, wherever they were found.
import { useTranslation } from 'react-i18next'
import { useModelDownloads } from '../../api/queries'
import { Fetching } from '../../shared/Fetching'

export function Coming() {
  const { t } = useTranslation()
  const { data: downloads = [] } = useModelDownloads()
  if (downloads.length === 0) return null
  return (
    <section aria-labelledby="coming" className="mb-3 border-b border-line px-2.5 pb-3">
      <h3 id="coming" className="pb-1 text-small font-medium text-quiet">
        {t('finder.coming')}
      </h3>
      <ul className="flex flex-col gap-2">
        {downloads.map((download) => (
          <li key={download.id}>
            <p className="truncate">{download.name}</p>
            <Fetching download={download} />
          </li>
        ))}
      </ul>
    </section>
  )
}
