// Groups threads by the day on which they were last touched, in this computer's time zone.
import type { Thread } from '../../api/types'

export type Days = 'today' | 'yesterday' | 'week' | 'older'

function midnight(date: Date): number {
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())
}

function daysAgo(then: Date, now: Date): number {
  return Math.round((midnight(now) - midnight(then)) / 86_400_000)
}

export function daysOf(iso: string, now: Date): Days {
  const ago = daysAgo(new Date(iso), now)
  if (ago <= 0) return 'today'
  if (ago === 1) return 'yesterday'
  return ago <= 7 ? 'week' : 'older'
}

/** Newest first; groups without threads are left out. */
export function byDays(threads: readonly Thread[], now: Date): [Days, Thread[]][] {
  const groups = new Map<Days, Thread[]>()
  for (const thread of threads) {
    const days = daysOf(thread.updated_at, now)
    const group = groups.get(days)
    if (group) group.push(thread)
    else groups.set(days, [thread])
  }
  return [...groups]
}
