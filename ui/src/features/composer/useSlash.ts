// The "/" menu as it is worked from the field: asked by typing, walked with the arrows, chosen with Enter or Tab.
import { useId, useMemo, useState, type KeyboardEvent } from 'react'
import { asked, matching, type Offer } from './offers'

export interface Slash {
  offers: Offer[]
  active: number
  list: string
  /** The id of an offer's element; undefined while there is none. */
  idOf: (index: number) => string | undefined
  /** The text or the caret changed. */
  typed: (text: string, caret: number) => void
  close: () => void
  activate: (index: number) => void
  choose: (offer: Offer) => void
  /** Whether a key was meant for the menu, which then has done what it asks. */
  pressed: (event: KeyboardEvent) => boolean
}

const CLOSED = { query: null as string | null, active: 0, dismissed: false }

/** `onChosen` is told how many characters of the text were the question. */
export function useSlash(all: readonly Offer[], onChosen: (length: number) => void): Slash {
  const [state, setState] = useState(CLOSED)
  const list = useId()
  const { query } = state
  const offers = useMemo(() => (query === null ? [] : matching(all, query)), [all, query])
  const active = Math.min(state.active, Math.max(0, offers.length - 1))

  const choose = (offer: Offer) => {
    setState(CLOSED)
    onChosen(query === null ? 0 : query.length + 1)
    offer.choose()
  }
  const moves: Record<string, () => void> = {
    ArrowDown: () => setState({ ...state, active: (active + 1) % offers.length }),
    ArrowUp: () => setState({ ...state, active: (active + offers.length - 1) % offers.length }),
    Home: () => setState({ ...state, active: 0 }),
    End: () => setState({ ...state, active: offers.length - 1 }),
    Enter: () => offers[active] && choose(offers[active]),
    Tab: () => offers[active] && choose(offers[active]),
    Escape: () => setState({ ...CLOSED, dismissed: true }),
  }

  return {
    offers,
    active,
    list,
    idOf: (index) => (offers[index] ? `${list}-${index}` : undefined),
    typed: (text, caret) =>
      setState((old) => {
        // Once it was sent away it stays away, until a message begins with another slash.
        const dismissed = old.dismissed && text.startsWith('/')
        const next = dismissed ? null : asked(text, caret)
        return next === old.query && dismissed === old.dismissed ? old : { query: next, active: 0, dismissed }
      }),
    close: () => setState((old) => (old.query === null ? old : { ...old, query: null })),
    activate: (index) => setState((old) => (old.active === index ? old : { ...old, active: index })),
    choose,
    pressed: (event) => {
      const move = moves[event.key]
      if (!move || offers.length === 0 || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return false
      event.preventDefault()
      move()
      return true
    },
  }
}
