// Which threads are chosen, to do something with all of them at once.
import { create } from 'zustand'

interface Chosen {
  /** While one chooses, a press chooses instead of opening. */
  choosing: boolean
  ids: ReadonlySet<string>
  /** From where a stretch is chosen. */
  anchor: string | null
}

const NONE: Chosen = { choosing: false, ids: new Set(), anchor: null }

export const useChosen = create<Chosen>(() => NONE)

export function beginChoosing(): void {
  useChosen.setState({ ...NONE, choosing: true })
}

export function stopChoosing(): void {
  useChosen.setState(NONE)
}

/** Chooses a thread, or no longer. */
export function toggle(id: string): void {
  useChosen.setState(({ ids }) => {
    const next = new Set(ids)
    if (!next.delete(id)) next.add(id)
    return { choosing: true, ids: next, anchor: id }
  })
}

/** Chooses all from the one chosen last, or `from`, up to this one, in the order in which they stand. */
export function stretch(order: readonly string[], to: string, from: string | null = null): void {
  useChosen.setState(({ ids, anchor }) => {
    const begin = anchor ?? from ?? to
    return { choosing: true, ids: new Set([...ids, ...between(order, begin, to)]), anchor: begin }
  })
}

export function chooseAll(ids: readonly string[]): void {
  useChosen.setState({ choosing: true, ids: new Set(ids), anchor: ids[0] ?? null })
}

/** Those from one to the other, both with them, whichever stands first. */
export function between(order: readonly string[], one: string, other: string): string[] {
  const [first, last] = [order.indexOf(one), order.indexOf(other)].toSorted((a, b) => a - b) as [number, number]
  return first < 0 ? [other] : order.slice(first, last + 1)
}

/** What is still there of what was chosen: another window may have deleted some. */
export function remaining(ids: ReadonlySet<string>, there: readonly string[]): string[] {
  return there.filter((id) => ids.has(id))
}
