// The one round button of the composer: it sends, or stops the reply while there is nothing to send.
import { ArrowUp, Square } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Hint } from '../../shared/Button'

interface SendButtonProps {
  /** Given while it stops. */
  onStop: (() => void) | undefined
  ready: boolean
}

export function SendButton({ onStop, ready }: SendButtonProps) {
  const { t } = useTranslation()
  const label = t(onStop ? 'stop' : 'send')
  return (
    <Hint text={label} keys={onStop ? 'Esc' : 'Enter'}>
      <button
        type={onStop ? 'button' : 'submit'}
        aria-label={label}
        disabled={!onStop && !ready}
        onClick={onStop}
        className="grid size-8 place-items-center rounded-full bg-ember text-on-ember transition-colors hover:bg-ember-strong disabled:bg-raised disabled:text-quiet pointer-coarse:size-10"
      >
        {onStop ? (
          <Square aria-hidden size={14} fill="currentColor" />
        ) : (
          <ArrowUp aria-hidden size={18} strokeWidth={2.25} />
        )}
      </button>
    </Hint>
  )
}
