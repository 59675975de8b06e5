// What is in the help: a search field, and below it all pages or what was found.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { searchHelp } from '../../api/help'
import type { HelpArticle } from '../../api/types'
import { SearchField } from '../../shared/SearchField'
import { useLeft } from '../../shared/useLeft'
import { PHONE } from '../../shared/useMedia'
import { walk } from '../../shared/walk'
import { PageList } from './PageList'
import { withTitles, type HelpPlace } from './pages'
import { Results } from './Results'

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
  const leave = useLeft(hidden)

  // On a phone a focused field would bring up the keyboard over the list.
  useEffect(() => {
    if (window.matchMedia(PHONE).matches) list.current?.focus()
    else field.current?.focus()
  }, [])

  const go = (place: HelpPlace) => {
    leave()
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
        <SearchField field={field} label={t('help_search')} value={wanted} onChange={setWanted} maxLength={1000} />
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
