// The hub's part of the list: it is asked only when the person looks for something there, or wants to see all that it has.
import { Compass } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { choose } from '../../api/actions'
import type { Sort } from '../../api/hub'
import { Button } from '../../shared/Button'
import { tellError } from '../../shared/toasts'
import { Found } from './Found'
import { useHub } from './useHub'

const SORTS: readonly Sort[] = ['downloads', 'likes', 'last_modified']

interface ElsewhereProps {
  /** What is looked for; null while there is nothing to look for. */
  words: string | null
  chosen: string | undefined
  onChoose: (repository: string) => void
}

export function Elsewhere({ words, chosen, onChoose }: ElsewhereProps) {
  const { t } = useTranslation()
  const { host, offline } = useHub()
  const [sort, setSort] = useState<Sort>('downloads')
  const [browsing, setBrowsing] = useState(false)
  const asked = words ?? (browsing ? '' : null)
  return (
    <section aria-labelledby="elsewhere" className="mt-3 border-t border-line pt-3">
      <div className="flex flex-wrap items-center justify-between gap-2 px-2.5 pb-1">
        <h3 id="elsewhere" className="text-small font-medium text-quiet">
          {t('finder.on', { host })}
        </h3>
        {!offline && asked !== null && (
          <select
            aria-label={t('finder.sort')}
            value={sort}
            onChange={(event) => setSort(event.target.value as Sort)}
            className="h-7 rounded-md border border-line bg-surface px-1.5 text-small pointer-coarse:h-10"
          >
            {SORTS.map((one) => (
              <option key={one} value={one}>
                {t(`finder_by.${one}`)}
              </option>
            ))}
          </select>
        )}
      </div>
      {offline ? (
        <div className="flex flex-col items-start gap-2 px-2.5">
          <p className="text-quiet">{t('finder.offline', { host })}</p>
          <Button onClick={() => void choose({ offline: false }).catch(tellError)}>{t('finder.allow')}</Button>
        </div>
      ) : asked === null ? (
        <div className="flex flex-col items-start gap-2 px-2.5">
          <p className="text-quiet">{t('finder.goes_there', { host })}</p>
          <Button data-item onClick={() => setBrowsing(true)}>
            <Compass aria-hidden size={14} />
            {t('finder.browse', { host })}
          </Button>
        </div>
      ) : (
        <Found key={`${sort} ${asked}`} words={asked} sort={sort} chosen={chosen} onChoose={onChoose} />
      )}
    </section>
  )
}
