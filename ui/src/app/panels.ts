// Which panels are open: the list of threads, the search, the settings, the help, the list of keys.
import { create } from 'zustand'
import type { HelpPlace } from '../features/help'
import type { Place } from '../features/settings'
import { PHONE } from '../shared/useMedia'

interface Panels {
  /** On a phone the list is a drawer over the thread; it is never remembered as open there. */
  sidebar: boolean
  settings: Place | null
  help: HelpPlace | null
  keys: boolean
  search: boolean
}

const REMEMBERED = 'fireside.sidebar'

export const usePanels = create<Panels>(() => ({
  sidebar: !window.matchMedia(PHONE).matches && localStorage.getItem(REMEMBERED) !== 'closed',
  settings: null,
  help: null,
  keys: false,
  search: false,
}))

export function showSidebar(open: boolean): void {
  usePanels.setState({ sidebar: open })
  if (!window.matchMedia(PHONE).matches) localStorage.setItem(REMEMBERED, open ? 'open' : 'closed')
}

export function closeDrawer(): void {
  if (window.matchMedia(PHONE).matches) usePanels.setState({ sidebar: false })
}

/** Opens the help, at a place of it when one is named; it takes the place of other panels. */
export function openHelp({ page, anchor }: HelpPlace = {}): void {
  const place = { ...(page ? { page } : {}), ...(anchor ? { anchor } : {}) }
  usePanels.setState({ help: place, settings: null, keys: false, search: false })
}

/** Opens the search; it takes the place of other panels. */
export function openSearch(): void {
  closeDrawer()
  usePanels.setState({ search: true, help: null, settings: null, keys: false })
}
