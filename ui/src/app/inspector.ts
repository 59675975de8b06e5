// Whether the inspector is open: beside the thread, where that leaves enough of it, else as a drawer over it.
import { create } from 'zustand'
import { useMedia } from '../shared/useMedia'
import { closePanels, usePanels } from './panels'

const REMEMBERED = 'fireside.inspector'

// The list takes 16rem and the inspector 20; a thread that has less than 30 left is better covered than squeezed.
const NARROW = '(max-width: 65.99rem)'
const NARROW_ALONE = '(max-width: 49.99rem)'

function isDrawer(): boolean {
  return window.matchMedia(usePanels.getState().sidebar ? NARROW : NARROW_ALONE).matches
}

/** A drawer is never remembered as open: it would cover the thread at the next start. */
function remembered(drawer: boolean): boolean {
  return !drawer && localStorage.getItem(REMEMBERED) === 'open'
}

export const useInspector = create<{ open: boolean; asked: boolean }>(() => ({ open: remembered(isDrawer()), asked: false }))

export function showInspector(open: boolean): void {
  if (open) closePanels()
  useInspector.setState({ open, asked: open })
  if (!open || !isDrawer()) localStorage.setItem(REMEMBERED, open ? 'open' : 'closed')
}

/** Where the window became too narrow for it, it must not jump over the thread; nor stay away when there is room again. */
export function follow(drawer: boolean): void {
  if (useInspector.getState().open !== remembered(drawer)) useInspector.setState({ open: remembered(drawer), asked: false })
}

export function useIsDrawer(): boolean {
  const sidebar = usePanels((panels) => panels.sidebar)
  const narrow = useMedia(NARROW)
  const narrowAlone = useMedia(NARROW_ALONE)
  return sidebar ? narrow : narrowAlone
}
