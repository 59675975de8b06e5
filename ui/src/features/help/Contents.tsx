// What is in the help: a search field, and below it all pages or what was found.
import { Search, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { searchHelp } from '../../api/help'
import type { HelpArticle } from '../../api/types'
import { IconButton } from '../../shared/Button'
import { PHONE } from '../../shared/useMedia'
import { PageList } from './PageList'
import { withTitles, type HelpPlace } from './pages'
import { Results } from './Results'
import { walk } from '../../shared/walk'

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
    const { hits } = await searchHelp(i18n.language, wanted).catch(() => ({ hits: [] }))
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
      className="flex min-h-0 w-full shrink-0 flex-col border-line hidden:hidden md:w-72 md:border-e"
    >
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault()
          if (wanted.trim()) void openFirst()
        }}
        className="p-3 pb-2"
      >
        <div className="flex items-center gap-2 rounded-md border border-line bg-surface px-3 focus-within:border-edge">
          <Search aria-hidden size={15} className="shrink-0 text-quiet" />
          <input
            ref={field}
            type="search"
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
            placeholder={t('help_search')}
            aria-label={t('help_search')}
            maxLength={1000}
            className="h-9 min-w-0 flex-1 bg-transparent outline-none placeholder:text-quiet pointer-coarse:h-11 [&::-webkit-search-cancel-button]:hidden"
          />
          {wanted && (
            <IconButton
              icon={X}
              label={t('clear')}
              size="small"
              className="-me-2"
              onClick={() => {
                setWanted('')
                field.current?.focus()
              }}
            />
          )}
        </div>
      </form>
      <div ref={list} tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto px-3 pb-3 outline-none">
        {wanted.trim() ? (
          <Results wanted={wanted} pages={pages} onPlace={go} />
        ) : (
          <PageList pages={pages} shown={shown} onPlace={go} />
        )}
      </div>
    </nav>
  )
}
