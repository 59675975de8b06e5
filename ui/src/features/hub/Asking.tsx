// The hub is being asked: that is said, and can be stopped; once stopped, it can be asked again.
import { useTranslation } from 'react-i18next'
import { Button } from '../../shared/Button'

interface AskingProps {
  host: string
  /** Whether an answer is being waited for; else it was stopped. */
  waiting: boolean
  onStop: () => void
  onAgain: () => void
}

export function Asking({ host, waiting, onStop, onAgain }: AskingProps) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <p role="status" className="min-w-0 flex-1 text-quiet">
        {t(waiting ? 'finder.asking' : 'finder.stopped', { host })}
      </p>
      <Button onClick={waiting ? onStop : onAgain}>{t(waiting ? 'cancel' : 'finder.retry')}</Button>
    </div>
  )
}
