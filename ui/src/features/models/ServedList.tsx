// The models that a server has, of which one is chosen; and who will read what is written to it.
import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Served } from '../../api/types'
import { number } from '../../shared/format'
import { Field } from '../../shared/Field'

const MANY = 12

interface ServedListProps {
  served: Served
  name: string
  onName: (name: string) => void
}

export function ServedList({ served, name, onName }: ServedListProps) {
  const { t } = useTranslation()
  const [sought, setSought] = useState('')
  const list = useRef<HTMLFieldSetElement>(null)
  const group = useId()
  const shown = served.models.filter((model) => model.name.toLowerCase().includes(sought.trim().toLowerCase()))
  const count = served.models.length

  useEffect(() => {
    list.current?.querySelector('input')?.focus()
  }, [])

  if (count === 0) return <p role="status">{t('served_none')}</p>
  return (
    <fieldset ref={list} className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1.5 font-medium">{t('served_models')}</legend>
      <p role="status" className="sr-only">
        {t('served_found', { count: shown.length, shown: number(shown.length) })}
      </p>
      {count > MANY && (
        <Field label={t('served_search')} value={sought} onChange={(event) => setSought(event.target.value)} />
      )}
      <div className="max-h-56 overflow-y-auto rounded-md border border-line bg-surface p-1">
        {shown.map((model) => (
          <label
            key={model.name}
            className="flex cursor-pointer items-baseline gap-2.5 rounded-sm px-2.5 py-1.5 has-checked:bg-raised has-focus-visible:outline-2 has-focus-visible:outline-ember"
          >
            <input
              type="radio"
              name={group}
              className="accent-ember"
              checked={model.name === name}
              onChange={() => onName(model.name)}
            />
            <span className="min-w-0 flex-1 break-words">{model.name}</span>
            {model.context > 0 && (
              <span className="shrink-0 text-small text-quiet tabular-nums">
                {t('served_context', { tokens: number(model.context) })}
              </span>
            )}
          </label>
        ))}
        {shown.length === 0 && <p className="px-2.5 py-1.5 text-quiet">{t('served_no_match')}</p>}
      </div>
      {served.elsewhere && <p className="text-quiet">{t('goes_there', { host: new URL(served.address).host })}</p>}
    </fieldset>
  )
}
