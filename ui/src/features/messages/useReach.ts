// Brings a message that was asked for into sight: scrolled to and focused, once it is mounted, which it is by being wanted.
import { useEffect, useLayoutEffect, type RefObject } from 'react'
import type { Message } from '../../api/types'
import { arrived, useJump } from '../../shared/jump'

interface Reach {
  scroller: RefObject<HTMLElement | null>
  messages: readonly Message[]
  letGo: () => void
}

function itemOf(view: HTMLElement | null, id: string): HTMLElement | null {
  return view?.querySelector<HTMLElement>(`[data-item="${CSS.escape(id)}"]`) ?? null
}

export function useReach({ scroller, messages, letGo }: Reach): void {
  const wanted = useJump((jump) => jump.wanted)
  const here = wanted !== null && messages.some(({ id }) => id === wanted)
  useLayoutEffect(() => {
    if (!here) return
    letGo()
    const item = itemOf(scroller.current, wanted)
    item?.scrollIntoView({ block: item.offsetHeight > (scroller.current?.clientHeight ?? 0) ? 'start' : 'center' })
  }, [wanted, here, letGo, scroller])
  // Later: a field that is mounted at the same time takes the focus first.
  useEffect(() => {
    const item = here ? itemOf(scroller.current, wanted) : null
    if (!item || !wanted) return
    item.focus({ preventScroll: true })
    arrived(wanted)
  }, [wanted, here, scroller])
}
