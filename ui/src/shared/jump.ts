// A message that is to be shown: whoever draws its thread scrolls to it once, and it glows for a moment.
import { create } from 'zustand'

interface Jump {
  /** The message that is to be scrolled to. */
  wanted: string | null
  /** The one that glows, having been reached. */
  aglow: string | null
}

// So long it glows.
const GLOW = 2000

export const useJump = create<Jump>(() => ({ wanted: null, aglow: null }))

export function jumpTo(messageId: string): void {
  useJump.setState({ wanted: messageId })
}

export function arrived(messageId: string): void {
  useJump.setState({ wanted: null, aglow: messageId })
  setTimeout(() => useJump.setState(({ aglow }) => (aglow === messageId ? { aglow: null } : {})), GLOW)
}
