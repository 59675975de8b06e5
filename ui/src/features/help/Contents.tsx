// What is in the help: a search field, and below it all pages or what was found.
import { Search } from 'lucide-react'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { searchHelp, useHelpSearch } from '../../api/help'
import type { HelpArticle } from '../../api/types'
import { number } from '../../shared/format'
import { PHONE } from '../../shared/useMedia'
import { useSettled } from '../../shared/useSettled'
import { groupsOf, idOf, withTitles, type HelpPlace } from './pages'
import { walk } from './walk'

// So long a pause in typing asks the server.
const PAUSE = 120

interface ContentsProps {
  pages: HelpArticle[] | undefined
  /** The name of the page that is shown. */
  shown: string | undefined
  hidden: boolean
  onPlace: (place: HelpPlace) => void
}

export function Contents({ pages = [], shown, hidden, onPlace }: ContentsProps) {
  const { t, i18n } = useTranslation()
  const [wanted, setWanted] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const left = useRef<Element | null>(null)

  // On a phone a focused field would bring up the keyboard over the list.
  useEffect(() => {
    if (window.matchMedia(PHONE).matches) list.current?.focus()
    else field.current?.focus()
  }, [])
  // Back from a page, one is where one left.
  useEffect(() => {
    if (!hidden && left.current instanceof HTMLElement) left.current.focus()
  }, [hidden])

  const go = (place: HelpPlace) => {
    left.current = document.activeElement
    onPlace(place)
  }
  const openFirst = async () => {
    const hits = await searchHelp(i18n.language, wanted).catch(() => [])
    const best = withTitles(hits, pages, wanted)[0]
    if (best) go({ page: best.page, anchor: best.anchor })
  }

  return (
    // Keys are heard here for the field and for the items below it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <nav
      aria-label={t('help_pages')}
      hidden={hidden}
      onKeyDown={walk}
      className="flex min-h-0 w-full shrink-0 flex-col border-line hidden:hidden md:w-72 md:border-r"
    >
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault()
          if (wanted.trim()) void openFirst()
        }}
        className="p-3 pb-2"
      >
        <label className="flex items-center gap-2 rounded-md border border-line bg-surface px-3 focus-within:border-edge">
          <Search aria-hidden size={15} className="shrink-0 text-quiet" />
          <input
            ref={field}
            type="search"
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
            placeholder={t('help_search')}
            aria-label={t('help_search')}
            maxLength={1000}
            className="h-9 min-w-0 flex-1 bg-transparent outline-none placeholder:text-quiet pointer-coarse:h-11"
          />
        </label>
      </form>
      <div ref={list} tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto px-3 pb-3 outline-none">
        {wanted.trim() ? (
          <Results wanted={wanted} pages={pages} onPlace={go} />
        ) : (
          <Pages pages={pages} shown={shown} onPlace={go} />
        )}
      </div>
    </nav>
  )
}

const ITEM =
  'block w-full rounded-md px-2.5 py-1.5 text-left text-quiet transition-colors -outline-offset-2 hover:text-text pointer-coarse:py-2.5'

interface PagesProps {
  pages: HelpArticle[]
  shown: string | undefined
  onPlace: (place: HelpPlace) => void
}

function Pages({ pages, shown, onPlace }: PagesProps) {
  const { t } = useTranslation()
  const groups = useMemo(() => groupsOf(pages), [pages])
  const id = useId()
  const stop = shown ?? groups[0]?.pages[0]?.name
  return groups.map((group) => (
    <section key={group.name} aria-labelledby={`${id}-${group.name}`} className="not-first:mt-4">
      <h3 id={`${id}-${group.name}`} className="px-2.5 pt-1 pb-1 text-small text-quiet">
        {t(`help_part.${group.name}`)}
      </h3>
      <ul>
        {group.pages.map((page) => (
          <li key={page.name}>
            <button
              type="button"
              data-item
              tabIndex={page.name === stop ? 0 : -1}
              aria-current={page.name === shown ? 'page' : undefined}
              onClick={() => onPlace({ page: page.name })}
              className={`${ITEM} text-text aria-[current]:bg-raised`}
            >
              {page.title}
            </button>
          </li>
        ))}
      </ul>
    </section>
  ))
}

interface ResultsProps {
  wanted: string
  pages: HelpArticle[]
  onPlace: (place: HelpPlace) => void
}

function Results({ wanted, pages, onPlace }: ResultsProps) {
  const { t, i18n } = useTranslation()
  const [chosen, setChosen] = useState('')
  const sought = useSettled(wanted, PAUSE)
  const { data: hits = [], isFetching } = useHelpSearch(i18n.language, sought)
  const found = useMemo(() => withTitles(hits, pages, sought), [hits, pages, sought])
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
