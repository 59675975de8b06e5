// Brings a message that was asked for into sight: drawn if it was not yet, scrolled to, and focused.
import { useLayoutEffect, type RefObject } from 'react'
import type { Message } from '../../api/types'
import { arrived, useJump } from '../../shared/jump'

interface Reach {
  scroller: RefObject<HTMLElement | null>
  messages: readonly Message[]
  /** How many messages, the oldest, are not drawn. */
  hidden: number
  /** Draws all from that one on. */
  draw: (index: number) => void
  letGo: () => void
}

export function useReach({ scroller, messages, hidden, draw, letGo }: Reach): void {
  const wanted = useJump((jump) => jump.wanted)
  const index = wanted ? messages.findIndex(({ id }) => id === wanted) : -1
  useLayoutEffect(() => {
    if (!wanted || index < 0) return
    letGo()
    if (index < hidden) return draw(index)
    const view = scroller.current
    const item = view?.querySelector<HTMLElement>(`[data-item="${CSS.escape(wanted)}"]`)
    if (!view || !item) return
    item.scrollIntoView({ block: item.offsetHeight > view.clientHeight ? 'start' : 'center' })
    item.focus({ preventScroll: true })
    arrived(wanted)
  }, [wanted, index, hidden, draw, letGo, scroller])
}
