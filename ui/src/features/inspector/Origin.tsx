// Whose value it is, and the way back to that of the settings or of Fireside.
import { RotateCcw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../shared/Button'
import type { Origin as From } from './dials'

interface OriginProps {
  from: From | null
  /** What is set, for the name of the button. */
  name: string
  onReset: () => void
}

export function Origin({ from, name, onReset }: OriginProps) {
  const { t } = useTranslation()
  return (
    <span className="flex h-6 shrink-0 items-center gap-0.5 text-small text-quiet">
      {from && t(`origin.${from}`)}
      {from === 'thread' && (
        <IconButton icon={RotateCcw} label={t('reset_named', { name })} size="small" side="left" className="-me-1.5" onClick={onReset} />
      )}
    </span>
  )
}
