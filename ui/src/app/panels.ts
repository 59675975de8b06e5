// Which panels are open: the list of threads, and one of those that lie over the page.
import { create } from 'zustand'
import type { HelpPlace } from '../features/help'
import type { Place } from '../features/settings'
import type { PutAwayPlace } from '../features/threads'
import { PHONE } from '../shared/useMedia'

interface Panels {
  /** On a phone the list is a drawer over the thread; it is never remembered as open there. */
  sidebar: boolean
  settings: Place | null
  /** What is looked for in the settings. */
  find: string
  help: HelpPlace | null
  keys: boolean
  search: boolean
  putAway: PutAwayPlace | null
  prompts: boolean
  monitor: boolean
}

const REMEMBERED = 'fireside.sidebar'

const SHUT = { settings: null, find: '', help: null, keys: false, search: false, putAway: null, prompts: false, monitor: false }

function remembered(): boolean {
  return !window.matchMedia(PHONE).matches && localStorage.getItem(REMEMBERED) !== 'closed'
}

export const usePanels = create<Panels>(() => ({
  sidebar: remembered(),
  ...SHUT,
}))

// A window that grows narrow, or whose page is zoomed, must not find the list over what is read.
window.matchMedia(PHONE).addEventListener('change', () => usePanels.setState({ sidebar: remembered() }))

export function showSidebar(open: boolean): void {
  usePanels.setState({ sidebar: open })
  if (!window.matchMedia(PHONE).matches) localStorage.setItem(REMEMBERED, open ? 'open' : 'closed')
}

export function closeDrawer(): void {
  if (window.matchMedia(PHONE).matches) usePanels.setState({ sidebar: false })
}

/** Opens one panel, which takes the place of any other. */
function lay(panel: Partial<Panels>): void {
  closeDrawer()
  usePanels.setState({ ...SHUT, ...panel })
}

export function closePanels(): void {
  usePanels.setState(SHUT)
}

/** Opens the help, at a place of it when one is named. */
export function openHelp({ page, anchor }: HelpPlace = {}): void {
  lay({ help: { ...(page ? { page } : {}), ...(anchor ? { anchor } : {}) } })
}

/** Opens the archive or the trash. */
export function openPutAway(putAway: PutAwayPlace): void {
  lay({ putAway })
}

export function openSearch(): void {
  lay({ search: true })
}

/** Opens the settings at a place of theirs, or at what fits some words. */
export function openSettings(settings: Place = 'general', find = ''): void {
  lay({ settings, find })
}

export function openKeys(): void {
  lay({ keys: true })
}

export function openMonitor(): void {
  lay({ monitor: true })
}

/** Opens the prompt library. */
export function openPrompts(): void {
  lay({ prompts: true })
}
