// Which rows of a long list are mounted: those in sight and near it, the last one, and those that are in use.
import { imagesOf, textOf, type Message } from '../../api/types'
import { heightOf } from './thumbnails'

// A shorter list is mounted whole: everything in it can be selected and found by the browser.
export const WHOLE = 60

interface Sight {
  startIndex: number
  endIndex: number
  overscan: number
  count: number
}

/** The places of the rows to mount, in order; `used` may name places that are not there. */
export function mounted({ startIndex, endIndex, overscan, count }: Sight, used: Iterable<number>): number[] {
  if (count <= WHOLE) return Array.from({ length: count }, (_, place) => place)
  const places = new Set<number>([count - 1])
  for (let place = Math.max(0, startIndex - overscan); place <= Math.min(count - 1, endIndex + overscan); place += 1) {
    places.add(place)
  }
  for (const place of used) if (place >= 0 && place < count) places.add(place)
  return [...places].toSorted((a, b) => a - b)
}

/** Pixels between one row and the next, and before the first. */
export const GAP = 16
export const TOP = 24

export interface Placed {
  index: number
  start: number
  end: number
}

/** How much room the rows take that are not mounted between these two; none before the first, or between neighbours. */
export function between(before: Placed | undefined, row: Placed): number {
  if (row.index === (before ? before.index + 1 : 0)) return 0
  return Math.max(0, row.start - (before ? before.end + GAP : TOP) - GAP)
}

const LINE = 24
const LETTERS = 84
// A row's own buttons, and the space around a card of the person's words.
const AROUND = 40

/** About how high a message will be, in pixels: it is measured once it is mounted. */
export function estimated(message: Message): number {
  const text = textOf(message)
  if (message.role === 'user') return AROUND + heightOf(imagesOf(message)) + (text ? 22 + LINE * Math.min(25, lines(text, LETTERS * 0.8)) : 0)
  return AROUND + LINE * Math.max(1, lines(text, LETTERS))
}

function lines(text: string, letters: number): number {
  let breaks = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) breaks += 1
  return Math.max(breaks + 1, breaks / 2 + Math.ceil(text.length / letters))
}
