// What is in the files: how much, from when, what of it is here already; and which threads are to come.
import { useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Import, Offer } from '../../api/exchange'
import { Button } from '../../shared/Button'
import { date } from '../../shared/format'
import { Lost } from './Lost'

const SHOWN = 300

interface PreviewProps {
  state: Import
  offers: Offer[]
  onTake: (only: number[] | null) => void
  onOther: () => void
}

export function Preview({ state, offers, onTake, onOther }: PreviewProps) {
  const { t } = useTranslation()
  const [off, setOff] = useState<ReadonlySet<number>>(new Set())
  const [find, setFind] = useState('')
  const sought = useDeferredValue(find.trim().toLocaleLowerCase())
  const fitting = useMemo(
    () => offers.filter((offer) => offer.title.toLocaleLowerCase().includes(sought)),
    [offers, sought],
  )
  const coming = offers.filter((offer) => offer.standing !== 'here' && !off.has(offer.number))
  const possible = offers.length - state.here

  const set = (some: Offer[], on: boolean) => {
    const next = new Set(off)
    for (const { number } of some) {
      if (on) next.delete(number)
      else next.add(number)
    }
    setOff(next)
  }

  if (state.threads === 0) {
    return (
      <div className="flex flex-col gap-4 overflow-y-auto px-5 pt-1 pb-5">
        <p role="status">{t('import_nothing')}</p>
        <Lost state={state} />
        <Button className="self-end" onClick={onOther}>
          {t('import_another')}
        </Button>
      </div>
    )
  }
  return (
    <>
      <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto px-5 pb-3">
        <Summary state={state} possible={possible} />
        <Lost state={state} />
        {possible > 0 && (
          <>
            <div className="flex flex-wrap items-center gap-2">
              <input
                type="search"
                aria-label={t('import_find')}
                placeholder={t('import_find')}
                value={find}
                onChange={(event) => setFind(event.target.value)}
                className="h-9 min-w-full flex-1 appearance-none sm:min-w-40 rounded-md border border-line bg-surface px-3 outline-none placeholder:text-quiet focus:border-edge pointer-coarse:h-11"
              />
              <Button kind="quiet" onClick={() => set(fitting, true)}>
                {t('import_all')}
              </Button>
              <Button kind="quiet" onClick={() => set(fitting, false)}>
                {t('import_none')}
              </Button>
            </div>
            <ul className="rounded-md border border-line" aria-label={t('import_threads')}>
              {fitting.slice(0, SHOWN).map((offer) => (
                <Row key={offer.number} offer={offer} on={!off.has(offer.number)} onChange={(on) => set([offer], on)} />
              ))}
            </ul>
            {fitting.length > SHOWN && (
              <p className="text-small text-quiet">{t('import_shown', { shown: SHOWN, count: fitting.length })}</p>
            )}
          </>
        )}
      </div>
      <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
        <Button onClick={onOther}>{t('import_another')}</Button>
        {possible > 0 && (
          <Button kind="primary" disabled={coming.length === 0} onClick={() => onTake(coming.map(({ number }) => number))}>
            {t('import_take', { count: coming.length })}
          </Button>
        )}
      </footer>
    </>
  )
}

function Summary({ state, possible }: { state: Import; possible: number }) {
  const { t } = useTranslation()
  const [first, last] = [state.first, state.last].map((at) => (at ? date(at) : ''))
  const between = first === last ? first : t('import_between', { first, last })
  return (
    <div role="status">
      <p className="font-medium">{t('import_found', { count: state.threads, sources: state.sources.join(', ') })}</p>
      <p className="text-quiet">
        {[
          t('import_messages', { count: state.messages }),
          between,
          possible === 0 ? t('import_all_here') : state.here > 0 && t('import_here', { count: state.here }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </div>
  )
}

interface RowProps {
  offer: Offer
  on: boolean
  onChange: (on: boolean) => void
}

function Row({ offer, on, onChange }: RowProps) {
  const { t } = useTranslation()
  const here = offer.standing === 'here'
  return (
    <li className="border-b border-line last:border-0 [contain-intrinsic-size:auto_2.75rem] [content-visibility:auto]">
      <label className="flex min-h-11 cursor-pointer items-center gap-3 px-3 py-1.5 has-disabled:cursor-default">
        <input
          type="checkbox"
          checked={on && !here}
          disabled={here}
          onChange={(event) => onChange(event.target.checked)}
          className="size-4 shrink-0 accent-ember"
        />
        <span className="min-w-0 flex-1">
          <span dir="auto" className={`block truncate ${here ? 'text-quiet' : ''}`}>
            {offer.title || t('untitled')}
          </span>
          <span className="block truncate text-small text-quiet">
            {[date(offer.updated_at), t('import_messages', { count: offer.messages }), offer.source].join(' · ')}
          </span>
        </span>
        {offer.standing !== 'new' && (
          <span className="shrink-0 text-small text-quiet">
            {t(`import_standing.${offer.standing}`, { count: offer.added })}
          </span>
        )}
      </label>
    </li>
  )
}
