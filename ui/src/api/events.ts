// The socket: receives events in order, batches them by frame, and comes back by itself when the line breaks.
import type { Line } from '../live'
import type { Event } from './types'

const FIRST_WAIT = 250
const LONGEST_WAIT = 8000
// A frame while the window is seen; a hidden window gets no frames, and is served by this timer.
const HIDDEN_WAIT = 120

export interface Listener {
  onEvents(events: Event[]): void
  onLine(line: Line): void
}

/** Whether the server still knows this page: 'yes', 'no' (401), or 'away'. */
type Known = () => Promise<'yes' | 'no' | 'away'>

export class Events {
  private socket: WebSocket | null = null
  private pending: Event[] = []
  private wait = FIRST_WAIT
  private timer: ReturnType<typeof setTimeout> | undefined
  private flushing = false
  private closed = false
  private greeted = false
  private follows: string[] = []

  constructor(
    private readonly url: string,
    private readonly listener: Listener,
    private readonly known: Known,
  ) {}

  open(): void {
    this.closed = false
    const socket = new WebSocket(this.url)
    this.socket = socket
    socket.addEventListener('message', (frame: MessageEvent<string>) => this.receive(socket, frame.data))
    socket.addEventListener('close', () => this.lost(socket))
  }

  /** Replies are told word by word only in these threads; of others, their beginning and end. */
  follow(threadIds: string[]): void {
    this.follows = threadIds
    // A line that is not greeted yet asks once it is.
    if (this.greeted) this.askToFollow()
  }

  private askToFollow(): void {
    this.socket?.send(JSON.stringify({ type: 'follow', thread_ids: this.follows }))
  }

  /** Drops the line and takes a new one at once: the way to a fresh snapshot. */
  refresh(): void {
    clearTimeout(this.timer)
    this.drop()
    this.open()
  }

  close(): void {
    this.closed = true
    clearTimeout(this.timer)
    this.drop()
  }

  private drop(): void {
    const socket = this.socket
    this.socket = null
    this.greeted = false
    this.pending = []
    socket?.close()
  }

  private receive(socket: WebSocket, data: string): void {
    if (socket !== this.socket) return
    const event = JSON.parse(data) as Event
    if (event.type === 'snapshot') {
      this.wait = FIRST_WAIT
      this.greeted = true
      this.askToFollow()
      this.listener.onLine('connected')
    }
    this.pending.push(event)
    if (this.flushing) return
    this.flushing = true
    const flush = () => {
      if (!this.flushing) return
      this.flushing = false
      const events = this.pending
      this.pending = []
      if (events.length > 0) this.listener.onEvents(events)
    }
    if (document.visibilityState === 'visible') requestAnimationFrame(flush)
    setTimeout(flush, HIDDEN_WAIT)
  }

  private lost(socket: WebSocket): void {
    if (socket !== this.socket || this.closed) return
    this.socket = null
    this.greeted = false
    this.listener.onLine('reconnecting')
    const wait = this.wait
    this.wait = Math.min(wait * 2, LONGEST_WAIT)
    this.timer = setTimeout(() => void this.again(), wait)
  }

  private async again(): Promise<void> {
    const known = await this.known()
    if (this.closed || this.socket) return
    if (known === 'no') this.listener.onLine('lost')
    if (known === 'yes') return this.open()
    // Even a page that is not known any more keeps asking, slowly: the same secret may come back.
    this.timer = setTimeout(() => void this.again(), known === 'no' ? LONGEST_WAIT : this.wait)
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT)
  }
}

export function socketUrl(place: { protocol: string; host: string }): string {
  return `${place.protocol === 'https:' ? 'wss' : 'ws'}://${place.host}/api/v0/events`
}
