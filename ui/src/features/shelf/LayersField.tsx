// How many layers lie on graphics cards: a number, kept when the field is left; empty for as many as fit.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

interface LayersFieldProps {
  value: number | null
  most: number
  labelledBy: string
  describedBy: string
  onSet: (value: number | null) => void
}

export function LayersField({ value, most, labelledBy, describedBy, onSet }: LayersFieldProps) {
  const { t } = useTranslation()
  const [written, setWritten] = useState<string | null>(null)
  const text = written ?? (value === null ? '' : String(value))
  const done = () => {
    if (written === null) return
    setWritten(null)
    const number = written.trim() === '' ? null : Math.min(most, Math.max(0, Math.round(Number(written))))
    if (number !== value && !Number.isNaN(number)) onSet(number)
  }
  return (
    <input
      inputMode="numeric"
      value={text}
      placeholder={t('shelf.automatic')}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      autoComplete="off"
      onChange={(event) => setWritten(event.target.value.replace(/[^\d]/g, '').slice(0, 4))}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === 'Enter') done()
      }}
      className="h-9 w-40 rounded-md border border-edge bg-surface px-3 text-ui placeholder:text-quiet"
    />
  )
}
