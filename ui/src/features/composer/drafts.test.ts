import type { Middleware } from 'openapi-fetch'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { http } from '../../api/client'
import type { DocumentPart, ImagePart } from '../../api/types'
import { change, giveBack, isUnwritten, receive, settled, shown, take, write } from './drafts'

const NOTES: DocumentPart = { kind: 'document', name: 'notes.txt', text: '- milk' }
const MILL: ImagePart = { kind: 'image', id: 'a'.repeat(64), name: 'mill.jpg', width: 640, height: 480 }
const BARN: ImagePart = { kind: 'image', id: 'b'.repeat(64), name: 'barn.png', width: 48, height: 900 }

interface Kept {
  text: string
  documents: DocumentPart[]
  images: ImagePart[]
}

/** A server of drafts; `away` while it cannot be reached. */
let stored: Record<string, Kept>
let writes: string[]
let away: boolean
let refuses: number
let place = ''
let number = 0

const server: Middleware = {
  async onRequest({ request }) {
    if (away) throw new TypeError('Failed to fetch')
    const where = new URL(request.url).pathname.split('/').at(-1) ?? ''
    const { by, ...changed } = (await request.json()) as Partial<Kept> & { by: string }
    expect(by).not.toBe('')
    writes.push(Object.keys(changed).toSorted().join())
    if (refuses) return new Response('{}', { status: refuses })
    stored[where] = { ...(stored[where] ?? { text: '', documents: [], images: [] }), ...changed }
    return new Response(null, { status: 204 })
  },
}

/** Time passes, and whatever was asked of the server by then is answered. */
async function later(seconds = 10) {
  for (let passed = 0; passed < seconds * 10; passed += 1) {
    vi.advanceTimersByTime(100)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  http.use(server)
  stored = {}
  writes = []
  away = false
  refuses = 0
  number += 1
  place = `thread-${number}`
})

afterEach(async () => {
  away = false
  await later()
  http.eject(server)
  vi.useRealTimers()
})

function opened(text = '', documents: DocumentPart[] = [], images: ImagePart[] = []) {
  receive(place, { place, text, documents, images })
}

describe('a draft', () => {
  it('is written after a pause, once, and only what changed of it', async () => {
    opened('', [NOTES])
    for (const text of ['a', 'ab', 'abc']) change(place, { text })
    expect(isUnwritten(place)).toBe(true)
    await later()
    expect(writes).toEqual(['text'])
    expect(stored[place]?.text).toBe('abc')
    expect(isUnwritten(place)).toBe(false)
  })

  it('is written also while one types without a pause', async () => {
    opened()
    for (let length = 1; length <= 20; length += 1) {
      change(place, { text: 'a'.repeat(length) })
      await later(0.1)
    }
    expect(stored[place]?.text.length).toBeGreaterThan(10)
    expect(writes.length).toBeLessThan(10)
  })

  it('is written at once when the page is left', async () => {
    opened()
    change(place, { text: 'hurry' })
    await write(true)
    expect(stored[place]?.text).toBe('hurry')
  })

  it('waits for a server that is away, with the newest of it', async () => {
    opened()
    away = true
    change(place, { text: 'a', documents: [NOTES] })
    await later(1)
    change(place, { text: 'ab' })
    await later()
    expect(isUnwritten(place)).toBe(true)
    away = false
    await later()
    expect(stored[place]).toEqual({ text: 'ab', documents: [NOTES], images: [] })
  })

  it('is not offered again to a server that refuses it', async () => {
    opened()
    refuses = 404
    change(place, { text: 'a' })
    await later(60)
    expect(writes).toEqual(['text'])
    expect(shown(place).text).toBe('a')
  })

  it('that was typed before the stored one was known stands behind that', async () => {
    change(place, { text: 'typed' })
    await later()
    expect(writes).toEqual([])
    opened('stored', [NOTES], [MILL])
    expect(shown(place)).toEqual({ text: 'stored\n\ntyped', documents: [NOTES], images: [MILL] })
    await later()
    expect(stored[place]?.text).toBe('stored\n\ntyped')
  })
})

describe('sending a draft', () => {
  it('keeps what is stored until it was sent', async () => {
    opened()
    change(place, { text: 'Hello', documents: [NOTES], images: [MILL] })
    await later()
    expect(stored[place]?.images).toEqual([MILL])
    const sent = take(place)
    expect(sent).toEqual({ text: 'Hello', documents: [NOTES], images: [MILL] })
    expect(shown(place).text).toBe('')
    await later()
    expect(stored[place]?.text).toBe('Hello')
    settled(place)
    await later()
    expect(stored[place]).toEqual({ text: '', documents: [], images: [] })
  })

  it('keeps what was typed meanwhile', async () => {
    opened()
    change(place, { text: 'Hello' })
    take(place)
    change(place, { text: 'And' })
    settled(place)
    await later()
    expect(stored[place]?.text).toBe('And')
  })

  it('puts all of it back when it failed, before what was typed meanwhile', async () => {
    opened()
    change(place, { text: 'Hello', documents: [NOTES], images: [MILL] })
    const sent = take(place)
    change(place, { text: 'And', images: [BARN, MILL] })
    giveBack(place, sent)
    const all = { text: 'Hello\n\nAnd', documents: [NOTES], images: [MILL, BARN] }
    expect(shown(place)).toEqual(all)
    await later()
    expect(stored[place]).toEqual(all)
  })
})
