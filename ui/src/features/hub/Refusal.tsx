// Why the hub gave nothing, and the one thing that helps: ask again, or allow connections.
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { choose } from '../../api/actions'
import { Refused } from '../../api/client'
import { Button } from '../../shared/Button'
import { ProblemText } from '../../shared/ProblemText'
import { tellError } from '../../shared/toasts'

interface RefusalProps {
  error: unknown
  onRetry: () => void
}

export function Refusal({ error, onRetry }: RefusalProps) {
  const { t } = useTranslation()
  const id = useId()
  if (!(error instanceof Refused)) throw error
  const offline = error.problem.type === 'offline'
  const allow = () => choose({ offline: false }).then(onRetry, tellError)
  return (
    <div className="flex flex-col items-start gap-2">
      <ProblemText problem={error.problem} id={id} />
      <Button onClick={() => (offline ? void allow() : onRetry())}>{t(offline ? 'finder.allow' : 'finder.retry')}</Button>
    </div>
  )
}
