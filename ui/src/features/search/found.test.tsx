import { expect, it } from 'vitest'
import type { Found, FoundThread } from '../../api/schema'
import { piecesOf } from './Marked'
import { beginOf } from './periods'
import { idOf, targetsOf } from './targets'

const AT = '2026-11-21T08:00:00Z'

function thread(id: string, marks: FoundThread['marks'], messages: string[], count = messages.length): FoundThread {
  return {
    thread_id: id,
    title: id,
    marks,
    archived: false,
    updated_at: AT,
    count,
    messages: messages.map((message_id) => ({ message_id, role: 'user', created_at: AT, text: 'owl', marks: [] })),
  }
}

const FOUND: Found = { more: false, count: 9, threads: [thread('a', [{ start: 0, end: 1 }], ['m', 'n'], 7), thread('b', [], ['o'])] }

it('offers titles that fit and messages, in the order in which they are drawn', () => {
  expect(targetsOf(FOUND).map(idOf)).toEqual(['found-a', 'found-m', 'found-n', 'found-o'])
  expect(targetsOf(FOUND)[1]).toEqual({ threadId: 'a', messageId: 'm' })
  expect(targetsOf(undefined)).toEqual([])
})

it.each([
  ['an owl', [{ start: 3, end: 6 }], ['an ', 'owl', '']],
  ['owl', [], ['owl']],
  ['🔥 owl 🔥 owl', [{ start: 2, end: 5 }, { start: 8, end: 11 }], ['🔥 ', 'owl', ' 🔥 ', 'owl', '']],
])('divides %s at its marks', (text, marks, pieces) => expect(piecesOf(text, marks)).toEqual(pieces))

it('begins a period at a midnight', () => {
  const begin = new Date(beginOf('week', new Date(2026, 10, 3, 15, 30)))
  expect([begin.getMonth(), begin.getDate(), begin.getHours(), begin.getMinutes()]).toEqual([9, 27, 0, 0])
})
