// What the server stores, as queries; how events are written into them.
import { QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { ask, http, Refused, WINDOW } from './client'
import type { ModelShelf } from './schema'
import type {
  Branch, Download, Event, Fill, Message, ModelOffers, OfferedVoice, Removed, RepositoryHolding, RunStarted, Settings, Summary, Thread, UpdateState, VariantChoice,
} from './types'

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Events keep the cache fresh; a new snapshot invalidates it.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && !(error instanceof Refused && error.status >= 400 && error.status < 500),
    },
  },
})

export const keys = {
  status: ['status'],
  dataFolder: ['data_folder'],
  threads: ['threads'],
  folders: ['folders'],
  trash: ['trash'],
  thread: (id: string) => ['thread', id],
  fill: (id: string) => ['fill', id],
  models: ['models'],
  // Below the key of all models: what changes those changes these, too.
  shelf: ['models', 'shelf'],
  dials: (modelId: string) => ['dials', modelId],
  personas: ['personas'],
  voices: ['voices'],
  offered: ['offered'],
  modelOffers: ['model_offers'],
  modelDownloads: ['model_downloads'],
  copy: (modelId: string) => ['copy', modelId],
  holding: (repository: string) => ['holding', repository],
  ownVoices: ['own_voices'],
  settings: ['settings'],
  updates: ['updates'],
  openings: ['openings'],
  crashes: ['crashes'],
  backups: ['backups'],
  cache: ['cache'],
  connections: ['connections'],
  prompts: ['prompts'],
  draft: (place: string) => ['draft', place],
} as const

// What may have changed while the line was broken.
const STALE_AFTER_A_GAP = [
  keys.threads, keys.folders, keys.trash, ['thread'], ['fill'], keys.models, keys.voices, keys.offered, keys.modelOffers, keys.modelDownloads, ['holding'], keys.ownVoices, keys.dataFolder, keys.status, keys.prompts, ['draft'],
  keys.personas, keys.updates, keys.crashes, keys.openings,
] as const

export function useStatus() {
  return useQuery({ queryKey: keys.status, queryFn: () => ask(http.GET('/api/v0/status')) })
}

export function useThreads() {
  return useQuery({
    queryKey: keys.threads,
    queryFn: async (): Promise<Thread[]> => (await ask(http.GET('/api/v0/threads'))).threads,
  })
}

export function branchOf(id: string) {
  return queryOptions({
    queryKey: keys.thread(id),
    queryFn: (): Promise<Branch> => ask(http.GET('/api/v0/threads/{id}', { params: { path: { id } } })),
  })
}

export function useBranch(id: string | undefined) {
  return useQuery({ ...branchOf(id ?? ''), enabled: id !== undefined })
}

/** What a thread takes of its model's context; null while that is not loaded. */
export function useFill(id: string | undefined) {
  return useQuery({
    queryKey: keys.fill(id ?? ''),
    enabled: id !== undefined,
    queryFn: (): Promise<Fill | null> =>
      ask(http.GET('/api/v0/threads/{id}/context', { params: { path: { id: id ?? '' } } })),
  })
}

export function useModels() {
  return useQuery({
    queryKey: keys.models,
    queryFn: async () => (await ask(http.GET('/api/v0/models'))).models,
  })
}

/** What a model makes of sampling. */
export function useDials(modelId: string | undefined) {
  return useQuery({
    queryKey: keys.dials(modelId ?? ''),
    enabled: modelId !== undefined,
    queryFn: () => ask(http.GET('/api/v0/models/{id}/dials', { params: { path: { id: modelId ?? '' } } })),
  })
}

export function usePersonas(language: 'en' | 'de') {
  return useQuery({
    queryKey: [...keys.personas, language],
    queryFn: async () => (await ask(http.GET('/api/v0/personas', { params: { query: { language } } }))).personas,
  })
}

export function useVoices() {
  return useQuery({
    queryKey: keys.voices,
    queryFn: async () => (await ask(http.GET('/api/v0/voices'))).voices,
  })
}

export function useOfferedVoices() {
  return useQuery({
    queryKey: keys.offered,
    queryFn: async (): Promise<OfferedVoice[]> => (await ask(http.GET('/api/v0/voices/offered'))).voices,
  })
}

export function useModelOffers() {
  return useQuery({
    queryKey: keys.modelOffers,
    queryFn: () => ask(http.GET('/api/v0/library/offers')),
  })
}

/** Models that are being fetched, paused or failed. */
export function useModelDownloads() {
  return useQuery({
    queryKey: keys.modelDownloads,
    queryFn: async (): Promise<Download[]> => (await ask(http.GET('/api/v0/library/downloads'))).downloads,
  })
}

export function useOwnVoices() {
  return useQuery({
    queryKey: keys.ownVoices,
    queryFn: async () => (await ask(http.GET('/api/v0/voices/folders'))).folders,
  })
}

export function useSettings() {
  return useQuery({ queryKey: keys.settings, queryFn: () => ask(http.GET('/api/v0/settings')) })
}

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

/** An offer with how far its download is; one that has ended is none any more. */
function came<T extends OfferedVoice | VariantChoice>(offer: T, download: Download): T {
  if (('download_id' in offer ? offer.download_id : offer.id) !== download.id) return offer
  return { ...offer, here: offer.here || download.status === 'done', download: hasEnded(download) ? null : download }
}

function hasEnded({ status }: Download): boolean {
  return status === 'done' || status === 'cancelled'
}

/** The downloads of models with how far one is; one that has ended is none any more. */
/** What the ids of copies of models begin with, before the model's own. */
const COPY = 'copy-'

function listed(known: Download[], download: Download): Download[] {
  const place = known.findIndex(({ id }) => id === download.id)
  if (hasEnded(download)) return known.filter(({ id }) => id !== download.id)
  if (place >= 0) return known.with(place, download)
  return download.id.startsWith('model-') ? [...known, download] : known
}

function withDownload<T extends { choices: VariantChoice[] }>(offer: T, download: Download): T {
  return { ...offer, choices: offer.choices.map((choice) => came(choice, download)) }
}

/** What is known of updates, with how far the download of one is. */
function updating(state: UpdateState, download: Download): UpdateState {
  return { ...state, download: download.status === 'done' || download.status === 'cancelled' ? null : download }
}

/** A read that began before an event would bring back what was before it: begin it once more. */
function readAgain(queryKey: readonly string[]): void {
  if (queries.isFetching({ queryKey })) void queries.invalidateQueries({ queryKey })
}

/** The same for what is read again whenever it changed: also a first read is begun once more, which an invalidation leaves alone. */
async function readAnew(queryKey: readonly string[]): Promise<void> {
  await queries.cancelQueries({ queryKey })
  await queries.invalidateQueries({ queryKey })
}

/** Writes an event into what is cached. */
export function keep(event: Event): void {
  switch (event.type) {
    case 'snapshot':
      queries.setQueryData<Settings>(keys.settings, event.settings)
      for (const key of STALE_AFTER_A_GAP) {
        void queries.invalidateQueries({ queryKey: key })
      }
      return
    case 'run.started':
      return placeRun(event)
    case 'run.ended': {
      const queryKey = keys.thread(event.thread_id)
      queries.setQueryData<Branch>(queryKey, (branch) => branch && replaced(branch, event.message))
      void queries.invalidateQueries({ queryKey: keys.fill(event.thread_id) })
      return readAgain(queryKey)
    }
    case 'run.folded':
      queries.setQueryData<Branch>(keys.thread(event.thread_id), (branch) => branch && folded(branch, event.summary))
      return
    case 'thread.changed': {
      const before = queries.getQueryData<Branch>(keys.thread(event.thread.id))
      placeThread(event.thread)
      void queries.invalidateQueries({ queryKey: keys.fill(event.thread.id) })
      if (queries.getQueryData<Removed[]>(keys.trash)?.some(({ thread }) => thread.id === event.thread.id)) {
        void queries.invalidateQueries({ queryKey: keys.trash })
      }
      // A head that is not ours to know was chosen elsewhere: read the branch again.
      if (before && event.thread.head_id && !before.messages.some((message) => message.id === event.thread.head_id)) {
        void queries.invalidateQueries({ queryKey: keys.thread(event.thread.id) })
      }
      return
    }
    case 'messages.changed':
      void queries.invalidateQueries({ queryKey: keys.thread(event.thread_id) })
      void queries.invalidateQueries({ queryKey: keys.fill(event.thread_id) })
      return
    case 'thread.removed':
      queries.setQueryData<Thread[]>(keys.threads, (threads) => threads?.filter((t) => t.id !== event.thread_id))
      void queries.invalidateQueries({ queryKey: keys.trash })
      return
    case 'threads.changed':
      void queries.invalidateQueries({ queryKey: keys.threads })
      void queries.invalidateQueries({ queryKey: keys.trash })
      void queries.invalidateQueries({ queryKey: ['thread'] })
      return
    case 'folders.changed':
      void queries.invalidateQueries({ queryKey: keys.folders })
      return
    case 'models.changed':
      void queries.invalidateQueries({ queryKey: keys.models })
      void queries.invalidateQueries({ queryKey: keys.modelOffers })
      void queries.invalidateQueries({ queryKey: ['holding'] })
      return
    case 'voices.changed':
      void queries.invalidateQueries({ queryKey: keys.voices })
      void queries.invalidateQueries({ queryKey: keys.offered })
      void queries.invalidateQueries({ queryKey: keys.ownVoices })
      return
    case 'personas.changed':
      void queries.invalidateQueries({ queryKey: keys.personas })
      return
    case 'updates.changed':
      return void readAnew(keys.updates)
    case 'download.changed':
      if (event.download.id.startsWith(COPY)) queries.setQueryData(keys.copy(event.download.id.slice(COPY.length)), event.download)
      if (event.download.id.startsWith('update-')) {
        queries.setQueryData<UpdateState>(keys.updates, (state) => state && updating(state, event.download))
        readAgain(keys.updates)
      }
      queries.setQueryData<OfferedVoice[]>(keys.offered, (voices) => voices?.map((voice) => came(voice, event.download)))
      queries.setQueryData<ModelOffers>(keys.modelOffers, (known) =>
        known && { ...known, offers: known.offers.map((offer) => withDownload(offer, event.download)) },
      )
      queries.setQueryData<Download[]>(keys.modelDownloads, (known) => known && listed(known, event.download))
      queries.setQueriesData<RepositoryHolding>({ queryKey: ['holding'] }, (known) => known && withDownload(known, event.download))
      return
    case 'model.measuring':
      queries.setQueryData<ModelShelf>(keys.shelf, (shelf) => shelf && { ...shelf, measuring: event.measuring })
      return
    case 'model.state':
      if (event.state.status !== 'loading') void queries.invalidateQueries({ queryKey: ['fill'] })
      return
    case 'openings.changed':
      return void readAnew(keys.openings)
    case 'prompts.changed':
      return void readAnew(keys.prompts)
    case 'draft.changed':
      return event.by === WINDOW ? undefined : void readAnew(keys.draft(event.place))
    case 'settings.changed':
      void queries.invalidateQueries({ queryKey: ['fill'] })
      queries.setQueryData<Settings>(keys.settings, event.settings)
      return
    default:
  }
}
