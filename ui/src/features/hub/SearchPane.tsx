// Where one looks for models: a field, and below it what is coming, what the catalogue has, and what the hub has.
import { ArrowRight } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SearchField } from '../../shared/SearchField'
import { useLeft } from '../../shared/useLeft'
import { PHONE, useMedia } from '../../shared/useMedia'
import { useSettled } from '../../shared/useSettled'
import { walk } from '../../shared/walk'
import { addressIn, type Address } from './address'
import { Catalogue } from './Catalogue'
import type { Chosen } from './chosen'
import { Coming } from './Coming'
import { Elsewhere } from './Elsewhere'
import { Token } from './Token'
import { useHub } from './useHub'

/** So long a pause in typing asks the hub. */
const PAUSE = 450
/** Fewer letters name nothing. */
const LEAST = 2

interface SearchPaneProps {
  words: string
  onWords: (words: string) => void
  chosen: Chosen | null
  onChoose: (chosen: Chosen) => void
  hidden: boolean
}

export function SearchPane({ words, onWords, chosen, onChoose, hidden }: SearchPaneProps) {
  const { t } = useTranslation()
  const { address: hub, host, offline } = useHub()
  const phone = useMedia(PHONE)
  const list = useRef<HTMLDivElement>(null)
  const leave = useLeft(hidden)
  // Whether there is a token is known by the keyring, which may want a password: it is asked only when this is opened.
  const [token, setToken] = useState(false)
  const settled = useSettled(words.trim(), PAUSE)
  const address = addressIn(words, hub)
  const named = addressIn(settled, hub)
  const entry = chosen && 'entry' in chosen ? chosen.entry : undefined
  const repository = chosen && 'repository' in chosen ? chosen.repository : undefined


  const go = (next: Chosen) => {
    leave()
    onChoose(next)
  }
  const goTo = ({ repository: id, variant }: Address) => go({ repository: id, meant: variant })
  // Whoever pasted the address of a page wants nothing else.
  useEffect(() => {
    const found = addressIn(words, hub)
    if (found?.page) onChoose({ repository: found.repository, meant: found.variant })
  }, [words, hub, onChoose])

  return (
    // Keys are heard here for the field and for the items below it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <nav
      aria-label={t('finder.title')}
      hidden={hidden}
      onKeyDown={walk}
      className="flex min-h-0 w-full shrink-0 flex-col border-line hidden:hidden md:w-80 md:border-e"
    >
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault()
          if (address) goTo(address)
          else list.current?.querySelector<HTMLElement>('[data-item]')?.focus()
        }}
        className="px-3 pt-3 pb-2"
      >
        <SearchField
          // On a phone it would open the keyboard over the list.
          data-first={!phone || undefined}
          label={t('finder.search')}
          value={words}
          onChange={onWords}
          aria-describedby="finder-note"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
        />
        <p id="finder-note" className="px-0.5 pt-1.5 text-small text-quiet">
          {t(offline ? 'finder.note_offline' : 'finder.note', { host })}
        </p>
      </form>
      <div ref={list} className="min-h-0 flex-1 overflow-y-auto px-1.5 pt-1 pb-3">
        <Coming />
        {address && (
          <button
            type="button"
            data-item
            onClick={() => goTo(address)}
            className="mb-2 flex w-full items-center gap-2 rounded-md px-2.5 py-2 text-start -outline-offset-2 hover:bg-surface"
          >
            <span className="min-w-0 flex-1 break-words">{t('finder.go_to', { name: address.repository })}</span>
            <ArrowRight aria-hidden size={15} className="shrink-0 text-quiet rtl:rotate-180" />
          </button>
        )}
        <Catalogue words={address?.repository ?? words} chosen={entry} onChoose={(id) => go({ entry: id })} />
        <Elsewhere
          words={settled.length < LEAST || named?.page ? null : (named?.repository ?? settled)}
          chosen={repository}
          onChoose={(id) => go({ repository: id, meant: '' })}
        />
        <details className="mt-3 border-t border-line px-2.5 pt-3" onToggle={(event) => setToken(event.currentTarget.open)}>
          <summary className="cursor-pointer text-small text-quiet hover:text-text">{t('token.title', { host })}</summary>
          {token && (
            <div className="pt-3">
              <Token />
            </div>
          )}
        </details>
      </div>
    </nav>
  )
}
