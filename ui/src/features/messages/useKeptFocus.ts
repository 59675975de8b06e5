// Where a control goes away with the focus, as with another version of its message, what stands in its place takes it.
import { useEffect, useMemo, useRef, type FocusEvent, type RefObject } from 'react'

interface Held {
  place: string
  name: string | null
}

/** Handlers for an element around the list; by the keyboard one goes on where one was, never again from the top of the page. */
export function useKeptFocus(scroller: RefObject<HTMLElement | null>, list: RefObject<HTMLElement | null>) {
  const held = useRef<Held | null>(null)

  useEffect(() => {
    if (!list.current) return
    const lead = () => {
      // What has just been opened over the messages will take it by itself.
      const covered = document.querySelector('[role=dialog], [role=menu]') !== null
      if (!held.current || covered || document.activeElement !== document.body) return
      const { place, name } = held.current
      const row = list.current?.querySelector<HTMLElement>(`[data-index="${place}"]`)
      const same = name && row?.querySelector<HTMLElement>(`button[aria-label="${CSS.escape(name)}"]:enabled`)
      const next = same || row || scroller.current
      next?.focus({ preventScroll: true })
    }
    const observer = new MutationObserver(lead)
    observer.observe(list.current, { childList: true, subtree: true })
    return () => observer.disconnect()
  }, [scroller, list])

  return useMemo(
    () => ({
      onFocus: ({ target }: FocusEvent) => {
        const place = target.closest<HTMLElement>('[data-item]')?.dataset.index
        if (!place) return void (held.current = null)
        // An editor stands in for the button that opened it.
        const before = held.current?.place === place ? held.current.name : null
        held.current = { place, name: target instanceof HTMLTextAreaElement ? before : target.getAttribute('aria-label') }
      },
      // Not told of what leaves the page: React hears nothing while it takes elements away.
      onBlur: () => {
        held.current = null
      },
    }),
    [],
  )
}
