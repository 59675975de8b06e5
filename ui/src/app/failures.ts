// Errors of the page that nobody expected, told to the server, which keeps where they came from and none of their words.
import { http, Refused } from '../api/client'

// Whatever breaks again and again is told once.
const MOST = 5
const told = new Set<string>()

export function report(error: unknown): void {
  if (!(error instanceof Error) || error instanceof Refused) return
  const { name, stack = '' } = error
  if (told.has(stack) || told.size >= MOST) return
  told.add(stack)
  // A server that is away has a report of its own to write.
  void http.POST('/api/v0/crashes', { body: { name: name.slice(0, 200), stack: stack.slice(0, 50_000) } }).catch(() => undefined)
}

/** Listens for as long as the page lives. */
export function reportFailures(): void {
  window.addEventListener('error', (event) => report(event.error))
  window.addEventListener('unhandledrejection', (event) => report(event.reason))
}
