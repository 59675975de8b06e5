// A whole number that is typed; nothing typed is the value of before.
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { number } from '../../shared/format'
import { DialFrame, type Dial } from './DialFrame'
import { counted, COUNTS, type Counted } from './dials'

export function Count({ dial }: { dial: Dial<Counted> }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<string | null>(null)
  const [wrong, setWrong] = useState(false)
  const why = useId()
  const [least, most] = COUNTS[dial.name]
  const own = dial.from === 'thread'

  const settle = () => {
    if (typed === null) return
    const value = counted(typed, dial.name)
    const refused = typed.trim() !== '' && value === null
    setWrong(refused)
    if (refused) return
    setTyped(null)
    if (value !== dial.value || !own) dial.set(value)
  }

  return (
    <DialFrame dial={dial}>
      {({ label, about }) => (
        <>
          <input
            inputMode="numeric"
            autoComplete="off"
            value={typed ?? (own && dial.value !== null ? String(dial.value) : '')}
            placeholder={dial.value === null ? t(`dial.${dial.name}.none`) : number(dial.value)}
            aria-labelledby={label}
            aria-describedby={wrong ? `${why} ${about}` : about}
            aria-invalid={wrong}
            onChange={(event) => setTyped(event.target.value)}
            onBlur={settle}
            onKeyDown={(event) => {
              if (event.key === 'Enter') settle()
            }}
            className="h-8 rounded-md border border-edge bg-surface px-2.5 tabular-nums placeholder:text-quiet"
          />
          {wrong && (
            <p role="alert" id={why}>
              {t('number_between', { least: number(least), most: number(most) })}
            </p>
          )}
        </>
      )}
    </DialFrame>
  )
}
