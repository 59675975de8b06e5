// The settings that fit what is looked for, from all places, as they are there.
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fits, Sought } from '../../shared/sought'
import { PLACES } from './names'
import { CONTENT } from './places'

// A place without a row that fits says nothing, and in one that has some, only rows are shown.
const PLACE =
  'not-has-[[data-row]]:hidden [&>:not([data-row],:has([data-row]),h3)]:hidden border-b border-line py-3 last:border-0'

export function Hits({ find }: { find: string }) {
  const { t } = useTranslation()
  const [count, setCount] = useState(0)
  const note = useCallback(() => {
    setCount((before) => before + 1)
    return () => setCount((before) => before - 1)
  }, [])
  const seeker = useMemo(() => ({ fits: (...texts: (string | undefined)[]) => fits(find, ...texts), note }), [find, note])
  return (
    <Sought value={seeker}>
      <div role="region" aria-label={t('settings_found')} className="min-h-0 flex-1 overflow-y-auto px-5">
        <p role="status" className={count > 0 ? 'sr-only' : 'py-4 text-quiet'}>
          {count > 0 ? t('settings_count', { count }) : t('settings_none')}
        </p>
        {PLACES.map((name) => {
          const Content = CONTENT[name]
          return (
            <section key={name} className={PLACE}>
              <h3 className="text-small font-medium text-quiet">{t(`place.${name}`)}</h3>
              <Content />
            </section>
          )
        })}
      </div>
    </Sought>
  )
}
