// Mounts of a thread's messages only the rows that are needed, in the flow of the page, and keeps what is read where it is.
import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual'
import { useCallback, useLayoutEffect, useMemo, useState, type FocusEvent, type RefObject } from 'react'
import type { Message } from '../../api/types'
import { useJump } from '../../shared/jump'
import { Remembered } from './remembered'
import { estimated, GAP, mounted, TOP } from './rows'
import { useSelected } from './useSelected'

const OVERSCAN = 5

interface Rows {
  rows: VirtualItem[]
  /** For each row's element. */
  measure: (element: Element | null) => void
  remembered: Remembered
  /** For the list: whose row has the focus. */
  focus: { onFocus: (event: FocusEvent) => void; onBlur: () => void }
}

export function useRows(
  messages: readonly Message[],
  scroller: RefObject<HTMLElement | null>,
  list: RefObject<HTMLElement | null>,
): Rows {
  const wanted = useJump((jump) => jump.wanted)
  const selected = useSelected(list)
  const [focused, setFocused] = useState<string | null>(null)
  const [inUse, setInUse] = useState<ReadonlySet<string>>(new Set())
  const [remembered] = useState(
    () =>
      new Remembered((row, used) =>
        setInUse((before) => new Set(used ? [...before, row] : [...before].filter((other) => other !== row))),
      ),
  )

  const places = useMemo(() => new Map(messages.map((message, place) => [message.id, place])), [messages])
  const used = useMemo(() => {
    const at = (id: string | null | undefined) => (id ? (places.get(id) ?? -1) : -1)
    const ends = [at(selected?.from), at(selected?.to)].toSorted((a, b) => a - b)
    const [first = -1, last = -1] = ends
    const between = first < 0 ? [] : Array.from({ length: last - first + 1 }, (_, step) => first + step)
    return [at(wanted), at(focused), ...[...inUse].map(at), ...between]
  }, [places, wanted, focused, inUse, selected])

  // oxlint-disable-next-line react/incompatible-library -- its rows are asked for at every drawing, here
  const virtual = useVirtualizer<HTMLElement, Element>({
    count: messages.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((place: number) => messages[place]?.id ?? place, [messages]),
    estimateSize: (place) => (messages[place] ? estimated(messages[place]) : 0),
    rangeExtractor: useCallback((sight: Parameters<typeof mounted>[0]) => mounted(sight, used), [used]),
    overscan: OVERSCAN,
    gap: GAP,
    paddingStart: TOP,
    // A thread opens at its end.
    initialOffset: Number.MAX_SAFE_INTEGER,
    initialRect: { width: 0, height: window.innerHeight },
  })

  // Most browsers keep what is read where it is when what is above it turns out higher; in the others it is done by hand.
  useLayoutEffect(() => {
    const native = scroller.current && getComputedStyle(scroller.current).overflowAnchor === 'auto'
    virtual.shouldAdjustScrollPositionOnItemSizeChange = native ? () => false : undefined
  }, [virtual, scroller])

  const focus = useMemo(
    () => ({
      onFocus: ({ target }: FocusEvent) => setFocused(target.closest<HTMLElement>('[data-item]')?.dataset.item ?? null),
      onBlur: () => setFocused(null),
    }),
    [],
  )
  return { rows: virtual.getVirtualItems(), measure: virtual.measureElement, remembered, focus }
}
