// Drafts as the server keeps them: by the id of a thread, or 'new'.
import { queryOptions } from '@tanstack/react-query'
import { ask, http, WINDOW } from './client'
import { keys } from './queries'
import type { DocumentPart, Draft, ImagePart } from './types'

export interface DraftChange {
  text?: string
  documents?: DocumentPart[]
  images?: ImagePart[]
}

export function draftOf(place: string) {
  return queryOptions({
    queryKey: keys.draft(place),
    queryFn: (): Promise<Draft> => ask(http.GET('/api/v0/drafts/{place}', { params: { path: { place } } })),
  })
}

// A request that outlives its page may carry 64 KiB in all.
const OUTLIVES = 60_000

/** Writes what changed of a draft; while the page is `leaving`, in a way that outlives it. */
export async function writeDraft(place: string, change: DraftChange, leaving: boolean): Promise<void> {
  const body = { ...change, by: WINDOW }
  const keepalive = leaving && new Blob([JSON.stringify(body)]).size < OUTLIVES
  await ask(http.PATCH('/api/v0/drafts/{place}', { params: { path: { place } }, body, keepalive }))
}
