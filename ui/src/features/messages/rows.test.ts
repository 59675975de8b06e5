import { describe, expect, it } from 'vitest'
import type { ImagePart, Message } from '../../api/types'
import { between, estimated, GAP, mounted, TOP, WHOLE } from './rows'
import { heightOf } from './thumbnails'

function message(role: 'user' | 'assistant', text: string, ...images: ImagePart[]): Message {
  return {
    id: 'm', thread_id: 't', parent_id: null, role, created_at: '', siblings: [], run: null, spoken: false, heard: null,
    parts: [...images, { kind: 'text', text }],
  }
}

describe('which rows are mounted', () => {
  const sight = { startIndex: 500, endIndex: 508, overscan: 5, count: 1000 }

  it('are those in sight, some around them, and the last', () => {
    expect(mounted(sight, [])).toEqual([...Array.from({ length: 19 }, (_, at) => 495 + at), 999])
  })

  it('are those in use too, each once and in order', () => {
    const places = mounted(sight, [3, 501, 3, 998, -1, 1000])
    expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b))
    expect(places).toContain(3)
    expect(places).toContain(998)
    expect(Math.max(...places)).toBe(999)
    expect(Math.min(...places)).toBe(3)
  })

  it('are all of a short list', () => {
    expect(mounted({ startIndex: 0, endIndex: 1, overscan: 0, count: WHOLE }, [])).toHaveLength(WHOLE)
    expect(mounted({ startIndex: 0, endIndex: 1, overscan: 0, count: WHOLE + 1 }, [])).toHaveLength(3)
    expect(mounted({ startIndex: 0, endIndex: 0, overscan: 3, count: 0 }, [])).toEqual([])
  })
})

describe('the room between rows', () => {
  const heights = Array.from({ length: 100 }, (_, at) => 40 + ((at * 37) % 300))
  const starts = heights.map((_, at) => TOP + heights.slice(0, at).reduce((sum, height) => sum + height + GAP, 0))
  const placed = (index: number) => ({ index, start: starts[index] ?? 0, end: (starts[index] ?? 0) + (heights[index] ?? 0) })

  it('puts every row where it would be if all were mounted', () => {
    for (const places of [[0, 1, 2, 99], [7, 8, 50, 51, 99], [99], [0, 98, 99]]) {
      let at = TOP
      let before: ReturnType<typeof placed> | undefined
      for (const row of places.map(placed)) {
        const room = between(before, row)
        if (room > 0) at += room + GAP
        expect(at).toBe(row.start)
        at += row.end - row.start + GAP
        before = row
      }
    }
  })
})

it('thinks longer messages higher', () => {
  const words = 'words '.repeat(100)
  expect(estimated(message('assistant', words))).toBeGreaterThan(estimated(message('assistant', 'words')))
  expect(estimated(message('assistant', 'a\n'.repeat(50)))).toBeGreaterThan(1000)
  expect(estimated(message('user', 'a\n'.repeat(5000)))).toBeLessThan(1000)
  expect(estimated(message('assistant', ''))).toBeGreaterThan(0)
  const mill: ImagePart = { kind: 'image', id: 'a', name: 'mill.jpg', width: 640, height: 480 }
  expect(estimated(message('user', 'words', mill))).toBe(estimated(message('user', 'words')) + heightOf([mill]))
})
