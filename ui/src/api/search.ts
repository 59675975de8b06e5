// The search in everything that was said.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ask, http } from './client'
import type { Found } from './schema'

/** Where to look; `after` is a moment. */
export interface SearchFilters {
  thread?: string | undefined
  folder?: string | undefined
  model?: string | undefined
  after?: string | undefined
}

export const LONGEST_SEARCH = 1000

/** What was found, and for which words. */
export interface SearchAnswer {
  question: string
  found: Found
}

// A space at the end is kept: it says that the last word is finished.
function trimmed(question: string): string {
  return question.trimStart().slice(0, LONGEST_SEARCH)
}

/** What was said in these words, asked at once. */
export async function searchNow(question: string, filters: SearchFilters, signal?: AbortSignal): Promise<SearchAnswer> {
  const { after, ...places } = filters
  const chosen = Object.fromEntries(Object.entries({ ...places, after }).filter(([, value]) => value))
  const query = { q: trimmed(question), ...chosen }
  const found = await ask(http.GET('/api/v0/search', { params: { query }, ...(signal && { signal }) }))
  return { question: query.q, found }
}

/** What was said in these words; what was found before stays until it is there. */
export function useSearch(question: string, filters: SearchFilters) {
  return useQuery({
    queryKey: ['search', trimmed(question), filters],
    // The signal is heard: who types on does not wait for what was asked before.
    queryFn: ({ signal }) => searchNow(question, filters, signal),
    enabled: question.trim() !== '',
    placeholderData: keepPreviousData,
    // New messages come all the time.
    staleTime: 0,
    gcTime: 0,
  })
}
