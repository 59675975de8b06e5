// How an import ended.
import { useTranslation } from 'react-i18next'
import type { Import } from '../../api/exchange'
import { Button } from '../../shared/Button'
import { ProblemText } from '../../shared/ProblemText'
import { Lost } from './Lost'

interface ReportProps {
  state: Import
  onOther: () => void
  onClose: () => void
}

export function Report({ state, onOther, onClose }: ReportProps) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col gap-4 overflow-y-auto px-5 pt-1 pb-5">
      {state.problem && <ProblemText id="import-problem" problem={state.problem} />}
      {state.status === 'stopped' && <p role="status">{t('import_stopped')}</p>}
      <p role="status">
        {t('import_done', { count: state.taken })}{' '}
        <span className="text-quiet">{t('import_messages', { count: state.added })}</span>
      </p>
      <Lost state={state} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onOther}>{t('import_another')}</Button>
        <Button kind="primary" onClick={onClose}>
          {t('done')}
        </Button>
      </div>
    </div>
  )
}
