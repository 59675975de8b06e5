import { describe, expect, it } from 'vitest'
import type { Meter } from '../../api/types'
import { KEPT, longer } from './history'
import { linesOf, moments } from './lines'

function meter(second: number, processes: Meter['processes'] = []): Meter {
  const at = new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()
  return { at, pace: second, writing: 0, waiting: 0, processes, cards: [], runs: [], answers: [], gave_way: [] }
}

describe('the lines of the monitor', () => {
  it('are broken where nobody looked', () => {
    const { times, seen } = moments([meter(0), meter(1), meter(31)])
    expect(times.map((time) => time - (times[0] ?? 0))).toEqual([0, 1, 16, 31])
    expect(linesOf(seen, ({ pace }) => [{ name: 'now', value: pace }])).toEqual([{ name: 'now', values: [0, 1, null, 31] }])
  })

  it('are there for every process that was ever seen, with gaps where it was not', () => {
    const app = { name: 'app', memory: 1 }
    const voice = { name: 'voice', memory: 2 }
    const { seen } = moments([meter(0, [app]), meter(1, [app, voice]), meter(2, [app])])
    const lines = linesOf(seen, ({ processes }) => processes.map(({ name, memory }) => ({ name, value: memory })))
    expect(lines).toEqual([
      { name: 'app', values: [1, 1, 1] },
      { name: 'voice', values: [null, 2, null] },
    ])
  })

  it('reach five minutes back', () => {
    let meters: Meter[] = []
    for (let second = 0; second < KEPT + 10; second += 1) meters = longer(meters, meter(second))
    expect(meters).toHaveLength(KEPT)
    expect(meters[0]?.pace).toBe(10)
  })
})
