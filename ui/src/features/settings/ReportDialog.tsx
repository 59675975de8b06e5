// One report of what went wrong, to read, copy or delete.
import { useTranslation } from 'react-i18next'
import type { CrashReport } from '../../api/types'
import { crashes } from '../../api/updates'
import { Button } from '../../shared/Button'
import { Dialog } from '../../shared/Dialog'
import { tellError } from '../../shared/toasts'
import { useCopied } from '../../shared/useCopied'

interface ReportDialogProps {
  report: CrashReport
  onClose: () => void
}

export default function ReportDialog({ report, onClose }: ReportDialogProps) {
  const { t } = useTranslation()
  const [copied, copy] = useCopied()
  const remove = () => {
    void crashes.remove(report.id).catch(tellError)
    onClose()
  }
  return (
    <Dialog open onClose={onClose} title={t('crashes.title')} about={t('crashes.title_about')} size="wide">
      {/* Its words are English: so that whoever is asked for help can read them. */}
      <pre
        lang="en"
        dir="ltr"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached with the keyboard
        tabIndex={0}
        role="region"
        aria-label={t('crashes.title')}
        className="mx-5 min-h-0 flex-1 overflow-auto rounded-md border border-line bg-surface p-3 font-mono text-small whitespace-pre-wrap select-text"
      >
        {report.text}
      </pre>
      <div className="flex flex-wrap justify-end gap-2 px-5 py-4">
        <Button onClick={remove}>{t('crashes.delete')}</Button>
        <Button kind="primary" onClick={() => copy(report.text)}>
          {copied ? t('copied') : t('crashes.copy')}
        </Button>
      </div>
    </Dialog>
  )
}
