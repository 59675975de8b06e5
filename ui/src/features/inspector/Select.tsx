// One of many things, or what the settings say: a native list, which opens over everything and is typed into.
import { ChevronDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'

export interface Group {
  label: string
  options: readonly { value: string; label: string; disabled?: boolean }[]
}

interface SelectProps {
  /** Null is what the settings say, in words under `usual`. */
  value: string | null
  usual: string
  groups: readonly Group[]
  labelledBy: string
  onChange: (value: string | null) => void
}

export function Select({ value, usual, groups, labelledBy, onChange }: SelectProps) {
  const { t } = useTranslation()
  const known = value === null || groups.some(({ options }) => options.some((option) => option.value === value))
  return (
    <span className="relative flex min-w-0 flex-1">
      <select
        value={value ?? ''}
        aria-labelledby={labelledBy}
        onChange={(event) => onChange(event.target.value || null)}
        className="h-9 w-full min-w-0 cursor-pointer appearance-none truncate rounded-md border border-edge bg-surface ps-3 pe-8 text-ui text-text"
      >
        <option value="">{usual}</option>
        {!known && (
          <option value={value ?? ''} disabled>
            {t('no_longer_there')}
          </option>
        )}
        {groups.map(({ label, options }) => (
          <optgroup key={label} label={label}>
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <ChevronDown aria-hidden size={14} className="pointer-events-none absolute end-2.5 top-2.5 text-quiet" />
    </span>
  )
}
