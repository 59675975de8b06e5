// Texts at which a reply ends; a line break is typed as \n.
import { X } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { number } from '../../shared/format'
import { readable } from '../../shared/PromptField'
import { DialFrame, type Dial } from './DialFrame'
import { escaped, LONGEST_STOP, MOST_STOPS, unescaped } from './dials'

export function Stops({ dial }: { dial: Dial<'stop'> }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const why = useId()
  const stops = dial.value ?? []
  const text = readable(unescaped(typed))
  const tooLong = text.length > LONGEST_STOP

  const add = () => {
    if (text === '' || tooLong) return
    if (!stops.includes(text)) dial.set([...stops, text])
    setTyped('')
  }
  const without = (gone: string) => {
    const rest = stops.filter((stop) => stop !== gone)
    dial.set(rest.length > 0 ? rest : null)
  }

  return (
    <DialFrame dial={dial}>
      {({ label, about }) => (
        <>
          {stops.length > 0 && (
            <ul aria-labelledby={label} className="flex flex-wrap gap-1.5">
              {stops.map((stop) => (
                <li key={stop} className="flex max-w-full items-center rounded-md border border-line bg-surface ps-2">
                  <code className="truncate font-mono text-small">{escaped(stop)}</code>
                  <button
                    type="button"
                    aria-label={t('remove_named', { name: escaped(stop) })}
                    onClick={() => without(stop)}
                    className="grid size-7 shrink-0 place-items-center rounded-md text-quiet hover:text-text"
                  >
                    <X aria-hidden size={13} />
                  </button>
                </li>
              ))}
            </ul>
          )}
          {stops.length < MOST_STOPS && (
            <input
              value={typed}
              spellCheck={false}
              autoComplete="off"
              placeholder={t('stop_add')}
              aria-label={t('stop_add')}
              aria-describedby={tooLong ? `${why} ${about}` : about}
              aria-invalid={tooLong}
              onChange={(event) => setTyped(event.target.value)}
              onBlur={add}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && !event.nativeEvent.isComposing) add()
              }}
              className="h-8 rounded-md border border-edge bg-surface px-2.5 font-mono text-small placeholder:font-sans placeholder:text-ui placeholder:text-quiet"
            />
          )}
          {tooLong && (
            <p role="alert" id={why}>
              {t('stop_too_long', { limit: number(LONGEST_STOP) })}
            </p>
          )}
        </>
      )}
    </DialFrame>
  )
}
