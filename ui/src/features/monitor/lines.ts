// The lines of the plots, from what the meters said.
import type { Meter } from '../../api/types'

export interface Line {
  name: string
  values: (number | null)[]
}

/** Moments further apart than this (seconds) are not joined: nobody looked meanwhile. */
const GAP = 5

/** The moments of the meters in seconds; between two far apart stands one at which nothing was seen. */
export function moments(meters: readonly Meter[]): { times: number[]; seen: (Meter | null)[] } {
  const times: number[] = []
  const seen: (Meter | null)[] = []
  for (const meter of meters) {
    const time = Date.parse(meter.at) / 1000
    const last = times.at(-1)
    if (last !== undefined && time - last > GAP) {
      times.push((last + time) / 2)
      seen.push(null)
    }
    times.push(time)
    seen.push(meter)
  }
  return { times, seen }
}

/** A line for each name that was ever seen, in the order in which they came. */
export function linesOf(
  seen: readonly (Meter | null)[],
  pick: (meter: Meter) => readonly { name: string; value: number }[],
): Line[] {
  const picked = seen.map((meter) => (meter ? pick(meter) : []))
  const names = [...new Set(picked.flatMap((values) => values.map(({ name }) => name)))]
  return names.map((name) => ({
    name,
    values: picked.map((values) => values.find((value) => value.name === name)?.value ?? null),
  }))
}
