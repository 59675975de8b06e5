// The reports of what went wrong, the newest first: nothing of them is sent.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CrashReport } from '../../api/types'
import { crashes, useCrashes } from '../../api/updates'
import { Button } from '../../shared/Button'
import { moment } from '../../shared/format'
import { tellError } from '../../shared/toasts'
import ReportDialog from './ReportDialog'

export function CrashReports() {
  const { t } = useTranslation()
  const { data: known } = useCrashes()
  const [shown, setShown] = useState<CrashReport | null>(null)
  if (!known) return null
  if (known.reports.length === 0) return <p className="text-quiet">{t('crashes.none')}</p>
  return (
    <>
      <ul className="max-h-56 overflow-y-auto rounded-md border border-line">
        {known.reports.map((report) => (
          <li key={report.id} className="flex items-center gap-3 border-b border-line py-1 pe-1 ps-3 last:border-0">
            <span className="min-w-0 flex-1">
              <span className="block truncate" lang="en" title={report.what}>
                {report.what}
              </span>
              <span className="block text-small text-quiet tabular-nums">
                {[moment(report.at), report.times > 1 && t('crashes.times', { count: report.times })].filter(Boolean).join(' · ')}
              </span>
            </span>
            <Button kind="quiet" aria-label={t('crashes.show_of', { what: report.what })} onClick={() => setShown(report)}>
              {t('crashes.open')}
            </Button>
          </li>
        ))}
      </ul>
      <Button className="self-start" onClick={() => void crashes.clear().catch(tellError)}>
        {t('crashes.clear')}
      </Button>
      {shown && <ReportDialog report={shown} onClose={() => setShown(null)} />}
    </>
  )
}
