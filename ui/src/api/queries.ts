// What the server stores, as queries.
import { QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { ask, http, Refused } from './client'
import type { Branch, Download, Fill, OfferedVoice, Thread } from './types'

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

/** What may have changed while the line was broken. */
export const STALE_AFTER_A_GAP = [
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

/** A read that began before an event would bring back what was before it: begin it once more. */
export function readAgain(queryKey: readonly string[]): void {
  if (queries.isFetching({ queryKey })) void queries.invalidateQueries({ queryKey })
}

/** The same for what is read again whenever it changed: also a first read is begun once more, which an invalidation leaves alone. */
export async function readAnew(queryKey: readonly string[]): Promise<void> {
  await queries.cancelQueries({ queryKey })
  await queries.invalidateQueries({ queryKey })
}
