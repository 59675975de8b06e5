// What a thread has of its own, apart from what the settings say; where no thread is yet, what the next one begins with.
import { create } from 'zustand'
import { ask, http } from './client'
import { keys, queries, useBranch } from './queries'
import type { Branch, Thread } from './types'

export type Own = Partial<Pick<Thread, 'model_id' | 'voice_id' | 'speak_replies' | 'system_prompt' | 'sampling'>>

const KEPT = 'fireside.fresh'
const NOTHING: Own = {}

function kept(): Own {
  try {
    return (JSON.parse(sessionStorage.getItem(KEPT) ?? '{}') as Own | null) ?? NOTHING
  } catch {
    return NOTHING
  }
}

/** What was chosen before the first message of a new thread. */
export const useFresh = create<{ own: Own }>(() => ({ own: kept() }))

function keepFresh(own: Own): void {
  useFresh.setState({ own })
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(own))
  } catch {
    // The storage is full: it still lives in memory.
  }
}

/** When the thread that began with it is there. */
export function forgetFresh(): void {
  keepFresh(NOTHING)
}

/** What the thread has of its own; undefined while that is not read. */
export function useOwn(threadId: string | undefined): Own | undefined {
  const thread = useBranch(threadId).data?.thread
  const fresh = useFresh(({ own }) => own)
  return threadId ? thread : fresh
}

// The changes of each thread go one after the other: two at once might overtake each other.
const lines = new Map<string, Promise<void>>()

/** When all that was changed of a thread is stored: a message must not overtake what its model is to be told. */
export async function settled(threadId: string): Promise<void> {
  await lines.get(threadId)?.catch(() => undefined)
}

/** Changes what a thread has of its own, null for what the settings say. Shown at once, taken back when it is refused. */
export async function changeOwn(threadId: string | undefined, change: Own): Promise<void> {
  if (!threadId) return keepFresh({ ...useFresh.getState().own, ...change })
  place(threadId, change)
  const turn = settled(threadId).then(async () => {
    try {
      // Also when the page is left at this moment; what is larger may not outlive it.
      const keepalive = JSON.stringify(change).length < 20_000
      await ask(http.PATCH('/api/v0/threads/{id}', { params: { path: { id: threadId } }, body: change, keepalive }))
    } catch (error) {
      void queries.invalidateQueries({ queryKey: keys.thread(threadId) })
      void queries.invalidateQueries({ queryKey: keys.threads })
      throw error
    }
  })
  lines.set(threadId, turn)
  return turn
}

function place(threadId: string, change: Own): void {
  queries.setQueryData<Branch>(
    keys.thread(threadId),
    (branch) => branch && { ...branch, thread: { ...branch.thread, ...change } },
  )
}
