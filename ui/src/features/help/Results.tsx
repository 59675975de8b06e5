// The sections that were found, as one types.
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useHelpSearch } from '../../api/help'
import type { HelpArticle } from '../../api/types'
import { number } from '../../shared/format'
import { useSettled } from '../../shared/useSettled'
import { ITEM } from './item'
import { idOf, withTitles, type HelpPlace } from './pages'

// So long a pause in typing asks the server.
const PAUSE = 120

interface ResultsProps {
  wanted: string
  pages: HelpArticle[]
  onPlace: (place: HelpPlace) => void
}

export function Results({ wanted, pages, onPlace }: ResultsProps) {
  const { t, i18n } = useTranslation()
  const [chosen, setChosen] = useState('')
  const sought = useSettled(wanted, PAUSE)
  const { data: answer, isFetching, isError } = useHelpSearch(i18n.language, sought)
  // Titles wait for what the server finds, which comes before them: no item moves away under a finger.
  const found = useMemo(() => {
    if (answer) return withTitles(answer.hits, pages, answer.question)
    return isError ? withTitles([], pages, sought) : []
  }, [answer, isError, pages, sought])
  const settled = !isFetching && sought === wanted
  const stop = found.some((hit) => idOf(hit) === chosen) ? chosen : found[0] && idOf(found[0])
  return (
    <>
      <p role="status" className={found.length > 0 ? 'sr-only' : 'px-2.5 py-2 text-quiet'}>
        {settled && (found.length > 0 ? t('help_found', { count: found.length, shown: number(found.length) }) : t('help_none'))}
      </p>
      <ul aria-label={t('help_results')} aria-busy={!settled}>
        {found.map((hit) => (
          <li key={idOf(hit)}>
            <button
              type="button"
              data-item
              tabIndex={idOf(hit) === stop ? 0 : -1}
              aria-current={idOf(hit) === chosen ? 'true' : undefined}
              onClick={() => {
                setChosen(idOf(hit))
                onPlace({ page: hit.page, anchor: hit.anchor })
              }}
              className={`${ITEM} aria-[current]:bg-raised`}
            >
              <span className="block text-text">{hit.title}</span>
              <span className="mt-0.5 line-clamp-2 text-small">{hit.lead}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
