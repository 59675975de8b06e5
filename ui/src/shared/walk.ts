// Up and down walk from the search field through the list below it and back.
import type { KeyboardEvent } from 'react'

/** For `onKeyDown` of what holds one field and the `[data-item]`s of a list. */
export function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step || event.altKey || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('input, [data-item]')]
  const here = event.target as HTMLElement
  // A list of choices has these keys for itself.
  if (here instanceof HTMLSelectElement) return
  const next = items[items.indexOf(here) + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}
