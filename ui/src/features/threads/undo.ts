// How to take back what was changed of many threads: each gets again what it had.
import type { Place } from '../../api/threads'
import type { Thread } from '../../api/types'

export interface Step {
  ids: string[]
  change: Place
}

/** The changes that lead back, as few as there are; threads that the change leaves as they are, are not in them. */
export function wayBack(threads: readonly Thread[], change: Place): Step[] {
  const names = Object.keys(change) as (keyof Place)[]
  const steps = new Map<string, Step>()
  for (const thread of threads) {
    if (names.every((name) => (thread[name] ?? null) === change[name])) continue
    const before = Object.fromEntries(names.map((name) => [name, thread[name] ?? null])) as Place
    const key = JSON.stringify(before)
    const step = steps.get(key)
    if (step) step.ids.push(thread.id)
    else steps.set(key, { ids: [thread.id], change: before })
  }
  return [...steps.values()]
}
