// What a person can ask for, as functions: each asks the server and writes the answer into the cache.
import { ask, http } from './client'
import { forgetFresh, settled, useFresh } from './own'
import { placeRun } from './keep'
import { branchOf, keys, queries } from './queries'
import type { Branch, Message, RunStarted, Said, Settings, Thread } from './types'

/** A new thread, with what was chosen for it before it was there. */
export async function createThread(folderId?: string): Promise<Thread> {
  const place = folderId ? { folder_id: folderId } : {}
  return ask(http.POST('/api/v0/threads', { body: { title: '', ...useFresh.getState().own, ...place } }))
}

/** A new thread, and its empty branch: the events of a quick reply come before the answer to the request does. */
async function newBranch(folderId: string | undefined): Promise<string> {
  const thread = await createThread(folderId)
  queries.setQueryData<Branch>(keys.thread(thread.id), { thread, messages: [], summaries: [] })
  return thread.id
}

/** Sends parts to a thread, or to a new one in that folder; the answer names the thread. */
export async function send(
  threadId: string | undefined,
  parts: Said[],
  edits?: string,
  folderId?: string,
): Promise<RunStarted> {
  const id = threadId ?? (await newBranch(folderId))
  await settled(id)
  try {
    const started = await ask(
      http.POST('/api/v0/threads/{id}/runs', {
        params: { path: { id: id } },
        body: edits ? { parts, edits, spoken: false } : { parts, spoken: false },
      }),
    )
    placeRun(started)
    if (!threadId) forgetFresh()
    return started
  } catch (error) {
    // A thread that was made for a message which was refused is of no use to anyone.
    if (!threadId) void removeThread(id).catch(() => undefined)
    throw error
  }
}

/** Asks for another reply: of the model that answers in the thread, or for once of that one. */
export async function retry(messageId: string, modelId: string | null = null): Promise<void> {
  placeRun(await ask(http.POST('/api/v0/messages/{id}/retry', { ...at(messageId), body: { model_id: modelId } })))
}

/** Sends a message to the trash, with all that follows it; returns what brings it back, and shows what was shown. */
export async function removeMessage({ id, thread_id }: Message): Promise<() => Promise<void>> {
  const head = queries.getQueryData<Branch>(keys.thread(thread_id))?.thread.head_id
  await ask(http.DELETE('/api/v0/messages/{id}', at(id)))
  return async () => {
    const thread = await ask(http.POST('/api/v0/messages/{id}/restore', at(id)))
    if (head && thread.head_id !== head) await show(thread_id, head)
  }
}

export async function goOn(messageId: string): Promise<void> {
  placeRun(await ask(http.POST('/api/v0/messages/{id}/continue', at(messageId))))
}

export async function cancel(runId: string): Promise<void> {
  await ask(http.POST('/api/v0/runs/{id}/cancel', { params: { path: { id: runId } } }))
}

/** Takes a message of one's own out of a thread again, with the reply that was to come. */
export async function takeBack(threadId: string, messageId: string): Promise<void> {
  await ask(http.DELETE('/api/v0/messages/{id}', at(messageId)))
  await queries.invalidateQueries({ queryKey: keys.thread(threadId) })
}

/** The branch that is shown of a thread. */
export async function readBranch(threadId: string): Promise<Branch> {
  return queries.fetchQuery(branchOf(threadId))
}

/** Shows the branch that holds this message. */
export async function show(threadId: string, messageId: string): Promise<void> {
  const branch: Branch = await ask(
    http.POST('/api/v0/threads/{id}/head', {
      params: { path: { id: threadId } },
      body: { message_id: messageId },
    }),
  )
  queries.setQueryData<Branch>(keys.thread(threadId), branch)
}

export async function rename(threadId: string, title: string): Promise<void> {
  const before = queries.getQueryData<Thread[]>(keys.threads)
  queries.setQueryData<Thread[]>(keys.threads, (threads) =>
    threads?.map((thread) => (thread.id === threadId ? { ...thread, title, titled_by_hand: true } : thread)),
  )
  try {
    await ask(http.PATCH('/api/v0/threads/{id}', { params: { path: { id: threadId } }, body: { title } }))
  } catch (error) {
    queries.setQueryData(keys.threads, before)
    throw error
  }
}

export async function removeThread(threadId: string): Promise<void> {
  await ask(http.DELETE('/api/v0/threads/{id}', { params: { path: { id: threadId } } }))
  queries.setQueryData<Thread[]>(keys.threads, (threads) => threads?.filter((thread) => thread.id !== threadId))
}

/** Reads a message aloud; from the sentence that holds the character `start` on. */
export async function speak(messageId: string, start = 0): Promise<void> {
  await ask(http.POST('/api/v0/speech', { body: { message_id: messageId, start } }))
}

/** What the player does with what is being read. */
export async function steer(how: 'pause' | 'resume' | 'next' | 'previous'): Promise<void> {
  await ask(http.POST(`/api/v0/speech/${how}`))
}

/** Tells the server that the page has played an utterance to its end. */
export async function played(utteranceId: string): Promise<void> {
  await ask(http.POST('/api/v0/speech/played', { body: { utterance_id: utteranceId } }))
}

export async function hush(): Promise<void> {
  await ask(http.DELETE('/api/v0/speech'))
}

/** Changes settings; shown at once, taken back when the server refuses. */
export async function choose(change: Partial<Settings>): Promise<void> {
  const before = queries.getQueryData<Settings>(keys.settings)
  queries.setQueryData<Settings>(keys.settings, (settings) => settings && { ...settings, ...change })
  try {
    queries.setQueryData<Settings>(keys.settings, await ask(http.PATCH('/api/v0/settings', { body: change })))
  } catch (error) {
    queries.setQueryData(keys.settings, before)
    throw error
  }
}

function at(id: string) {
  return { params: { path: { id } } }
}

/** Voices that can be fetched, those in folders of the person's own, and those of servers. */
export const voices = {
  fetch: (id: string) => ask(http.POST('/api/v0/voices/offered/{id}', at(id))),
  remove: (id: string) => ask(http.DELETE('/api/v0/voices/offered/{id}', at(id))),
  addFolder: (path: string) => ask(http.POST('/api/v0/voices/folders', { body: { path } })),
  removeFolder: (name: string) => ask(http.DELETE('/api/v0/voices/folders/{name}', { params: { path: { name } } })),
  removeServed: (id: string) => ask(http.DELETE('/api/v0/servers/voices', { params: { query: { id } } })),
}

/** What is being fetched, models and voices alike. */
export const downloads = {
  pause: (id: string) => ask(http.POST('/api/v0/downloads/{id}/pause', at(id))),
  resume: (id: string) => ask(http.POST('/api/v0/downloads/{id}/resume', at(id))),
  cancel: (id: string) => ask(http.DELETE('/api/v0/downloads/{id}', at(id))),
}
