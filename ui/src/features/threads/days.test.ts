import { expect, it } from 'vitest'
import { byDays, daysOf } from './days'

const NOW = new Date(2026, 10, 21, 0, 30)
const at = (day: number, hour = 12) => new Date(2026, 10, day, hour).toISOString()

it.each([
  [21, 0, 'today'],
  [20, 23, 'yesterday'],
  [19, 23, 'week'],
  [14, 1, 'week'],
  [13, 23, 'older'],
] as const)('puts the %ith at %i o’clock into %s', (day, hour, group) => expect(daysOf(at(day, hour), NOW)).toBe(group))

it('takes a clock that runs ahead for today', () => expect(daysOf(at(22), NOW)).toBe('today'))

const thread = (id: string, day: number) => ({ id, title: id, titled_by_hand: false, pinned: false, archived: false, created_at: at(day), updated_at: at(day) })

it('leaves out what is empty and keeps the order', () => {
  expect(byDays([thread('a', 20), thread('b', 20), thread('c', 1)], NOW).map(([days, group]) => [days, group.map(({ id }) => id)])).toEqual([
    ['yesterday', ['a', 'b']],
    ['older', ['c']],
  ])
})
