import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Line } from '../live'
import { Events, socketUrl } from './events'
import type { Event } from './types'

/** A socket whose other end is the test. */
class FakeSocket extends EventTarget {
  static made: FakeSocket[] = []

  constructor(readonly url: string) {
    super()
    FakeSocket.made.push(this)
  }

  close(): void {
    this.dispatchEvent(new CloseEvent('close'))
  }

  /** What the page said. */
  readonly heard: unknown[] = []

  send(frame: string): void {
    this.heard.push(JSON.parse(frame))
  }

  tell(event: object): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(event) }))
  }

  static get last(): FakeSocket {
    const last = FakeSocket.made.at(-1)
    if (!last) throw new Error('no socket was opened')
    return last
  }
}

const snapshot = { type: 'snapshot', runs: [] }
const changed = { type: 'models.changed' }

function listen(known: () => Promise<'yes' | 'no' | 'away'> = async () => 'yes') {
  const seen: { batches: Event[][]; lines: Line[] } = { batches: [], lines: [] }
  const events = new Events(
    'ws://here/events',
    { onEvents: (batch) => seen.batches.push(batch), onLine: (line) => seen.lines.push(line) },
    known,
  )
  events.open()
  return { events, seen }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', FakeSocket)
  FakeSocket.made = []
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the line', () => {
  it('hands over what came within a frame together and in order', () => {
    const { seen } = listen()
    FakeSocket.last.tell(snapshot)
    FakeSocket.last.tell(changed)
    expect(seen.batches).toEqual([])
    vi.advanceTimersByTime(200)
    expect(seen.batches).toEqual([[snapshot, changed]])
  })

  it('stands when the first snapshot has come, not before', () => {
    const { seen } = listen()
    expect(seen.lines).toEqual([])
    FakeSocket.last.tell(snapshot)
    expect(seen.lines).toEqual(['connected'])
  })

  it('comes back by itself, waiting longer each time in vain', async () => {
    const { seen } = listen()
    const opened: number[] = []
    const began = Date.now()
    for (let i = 0; i < 5; i += 1) {
      FakeSocket.last.close()
      const before = FakeSocket.made.length
      while (FakeSocket.made.length === before) await vi.advanceTimersByTimeAsync(50)
      opened.push(Date.now() - began)
    }
    const waits = opened.map((at, index) => at - (opened[index - 1] ?? 0))
    expect(waits).toEqual(waits.toSorted((a, b) => a - b))
    expect(waits[4]).toBeGreaterThan(2000)
    expect(new Set(seen.lines)).toEqual(new Set(['reconnecting']))
  })

  it('says that it is lost when the server does not know this page any more', async () => {
    const { seen } = listen(async () => 'no')
    FakeSocket.last.close()
    await vi.advanceTimersByTimeAsync(1000)
    expect(seen.lines.at(-1)).toBe('lost')
    expect(FakeSocket.made).toHaveLength(1)
  })

  it('is found again when the server knows the page once more', async () => {
    const answers: ('no' | 'yes')[] = ['no', 'yes']
    listen(async () => answers.shift() ?? 'yes')
    FakeSocket.last.close()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(FakeSocket.made).toHaveLength(2)
  })

  it('is taken anew at once for a fresh snapshot, and hears nothing more of the old one', () => {
    const { events, seen } = listen()
    const old = FakeSocket.last
    events.refresh()
    old.tell(changed)
    FakeSocket.last.tell(snapshot)
    vi.advanceTimersByTime(200)
    expect(seen.batches).toEqual([[snapshot]])
    expect(seen.lines).toEqual(['connected'])
  })

  it('follows the threads that are shown, also on the line that comes after a broken one', async () => {
    const { events } = listen()
    const first = FakeSocket.last
    events.follow(['a'])
    expect(first.heard).toEqual([])
    first.tell(snapshot)
    events.follow(['b'])
    expect(first.heard).toEqual([{ type: 'follow', thread_ids: ['a'] }, { type: 'follow', thread_ids: ['b'] }])
    first.close()
    events.follow(['c'])
    await vi.advanceTimersByTimeAsync(1000)
    FakeSocket.last.tell(snapshot)
    expect(first.heard).toHaveLength(2)
    expect(FakeSocket.last.heard).toEqual([{ type: 'follow', thread_ids: ['c'] }])
  })

  it('is not taken again after it was closed', async () => {
    const { events } = listen()
    events.close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(FakeSocket.made).toHaveLength(1)
  })
})

it('goes to where the page came from', () => {
  expect(socketUrl({ protocol: 'http:', host: '127.0.0.1:8321' })).toBe('ws://127.0.0.1:8321/api/v0/events')
  expect(socketUrl({ protocol: 'https:', host: 'box.example' })).toBe('wss://box.example/api/v0/events')
})
