// The help pages, which are the same for as long as the server runs, and the search in them.
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { ask, http } from './client'
import { queries } from './queries'
import type { HelpArticle, HelpHit } from './types'

export function useHelp(language: string, wanted = true) {
  return useQuery({
    queryKey: ['help', language],
    enabled: wanted,
    queryFn: async (): Promise<HelpArticle[]> =>
      (await ask(http.GET('/api/v0/help', { params: { query: { language } } }))).pages,
  })
}

const LONGEST_QUESTION = 1000

/** What was found for a question. */
export interface HelpAnswer {
  question: string
  hits: HelpHit[]
}

function search(language: string, question: string) {
  const q = question.trim().slice(0, LONGEST_QUESTION)
  return queryOptions({
    queryKey: ['help', language, 'search', q],
    queryFn: async (): Promise<HelpAnswer> => ({
      question: q,
      hits: (await ask(http.GET('/api/v0/help/search', { params: { query: { q, language } } }))).hits,
    }),
    gcTime: 60_000,
  })
}

/** The sections that answer a question; those of the question before stay until they are there. */
export function useHelpSearch(language: string, question: string) {
  return useQuery({ ...search(language, question), enabled: question.trim() !== '', placeholderData: keepPreviousData })
}

export async function searchHelp(language: string, question: string): Promise<HelpAnswer> {
  return queries.fetchQuery(search(language, question))
}
