// How events are written into what is cached.
import { WINDOW } from './client'
import { keepDownload } from './fetching'
import { keys, queries, readAgain, readAnew, STALE_AFTER_A_GAP } from './queries'
import type { ModelShelf } from './schema'
import type { Branch, Event, Message, Removed, RunStarted, Settings, Summary, Thread } from './types'

function placeThread(thread: Thread): void {
  queries.setQueryData<Thread[]>(keys.threads, (threads) =>
    threads?.filter((other) => other.id !== thread.id).concat(thread).toSorted(newestFirst),
  )
  queries.setQueryData<Branch>(keys.thread(thread.id), (branch) => branch && { ...branch, thread })
}

function newestFirst(a: Thread, b: Thread): number {
  return a.updated_at < b.updated_at ? 1 : a.updated_at > b.updated_at ? -1 : 0
}

/** The branch after a run began: cut after the parent, then what is new. */
export function begun(branch: Branch, started: RunStarted): Branch {
  const fresh = started.user_message ? [started.user_message, started.message] : [started.message]
  const parent = fresh[0]?.parent_id ?? null
  const kept = branch.messages.slice(0, branch.messages.findIndex((message) => message.id === parent) + 1)
  return { ...branch, thread: started.thread, messages: [...kept, ...fresh] }
}

function replaced(branch: Branch, message: Message): Branch {
  return { ...branch, messages: branch.messages.map((old) => (old.id === message.id ? message : old)) }
}

function folded(branch: Branch, summary: Summary): Branch {
  const others = branch.summaries.filter((one) => one.message_id !== summary.message_id)
  return { ...branch, summaries: [...others, summary] }
}

function hasBegun(branch: Branch | undefined, { run }: RunStarted): boolean {
  return branch?.messages.some((message) => message.run?.id === run.id) ?? false
}

/** Writes the beginning of a run; whoever tells it second, the answer or the event, changes nothing. */
export function placeRun(started: RunStarted): void {
  const queryKey = keys.thread(started.thread.id)
  if (hasBegun(queries.getQueryData<Branch>(queryKey), started)) return
  placeThread(started.thread)
  queries.setQueryData<Branch>(queryKey, (branch) => branch && begun(branch, started))
  readAgain(queryKey)
}

/** Have all of these read again, at once where they are shown. */
function stale(...changed: (readonly string[])[]): void {
  for (const queryKey of changed) void queries.invalidateQueries({ queryKey })
}

/** Writes an event into what is cached. */
export function keep(event: Event): void {
  switch (event.type) {
    case 'snapshot':
      queries.setQueryData<Settings>(keys.settings, event.settings)
      return stale(...STALE_AFTER_A_GAP)
    case 'run.started':
      return placeRun(event)
    case 'run.ended': {
      const queryKey = keys.thread(event.thread_id)
      queries.setQueryData<Branch>(queryKey, (branch) => branch && replaced(branch, event.message))
      stale(keys.fill(event.thread_id))
      return readAgain(queryKey)
    }
    case 'run.folded':
      queries.setQueryData<Branch>(keys.thread(event.thread_id), (branch) => branch && folded(branch, event.summary))
      return
    case 'thread.changed': {
      const before = queries.getQueryData<Branch>(keys.thread(event.thread.id))
      placeThread(event.thread)
      stale(keys.fill(event.thread.id))
      if (queries.getQueryData<Removed[]>(keys.trash)?.some(({ thread }) => thread.id === event.thread.id)) {
        stale(keys.trash)
      }
      // A head that is not ours to know was chosen elsewhere: read the branch again.
      if (before && event.thread.head_id && !before.messages.some((message) => message.id === event.thread.head_id)) {
        stale(keys.thread(event.thread.id))
      }
      return
    }
    case 'messages.changed':
      return stale(keys.thread(event.thread_id), keys.fill(event.thread_id))
    case 'thread.removed':
      queries.setQueryData<Thread[]>(keys.threads, (threads) => threads?.filter((t) => t.id !== event.thread_id))
      return stale(keys.trash)
    case 'threads.changed':
      return stale(keys.threads, keys.trash, ['thread'])
    case 'folders.changed':
      return stale(keys.folders)
    case 'models.changed':
      return stale(keys.models, keys.modelOffers, ['holding'])
    case 'voices.changed':
      return stale(keys.voices, keys.offered, keys.ownVoices)
    case 'personas.changed':
      return stale(keys.personas)
    case 'updates.changed':
      return void readAnew(keys.updates)
    case 'download.changed':
      return keepDownload(event.download)
    case 'model.measuring':
      queries.setQueryData<ModelShelf>(keys.shelf, (shelf) => shelf && { ...shelf, measuring: event.measuring })
      return
    case 'model.state':
      if (event.state.status !== 'loading') stale(['fill'])
      return
    case 'openings.changed':
      return void readAnew(keys.openings)
    case 'prompts.changed':
      return void readAnew(keys.prompts)
    case 'draft.changed':
      return event.by === WINDOW ? undefined : void readAnew(keys.draft(event.place))
    case 'settings.changed':
      stale(['fill'])
      queries.setQueryData<Settings>(keys.settings, event.settings)
      return
    default:
  }
}
