// What the hub of models has, whether that fits this computer, and the token that it is given.
import { useQuery } from '@tanstack/react-query'
import { ask, http } from './client'
import { keys, queries } from './queries'
import type { operations } from './schema'
import type { Repository } from './types'

export type Sort = NonNullable<NonNullable<operations['search_hub']['parameters']['query']>['sort']>

/** Repositories come by so many, and no more than the last number of a search. */
export const STEP = 30
export const MOST = 120

const FRESH = 5 * 60_000
/** Nobody asks a hub again by himself that did not answer: it may have been asked too often. */
const ONCE = { retry: false, staleTime: FRESH } as const

export const SEARCHES = ['hub_search'] as const
export const FITS = ['model_fit'] as const

/** Asked only once there are words; empty ones are for all that there is. */
export function useHubSearch(words: string | null, sort: Sort, limit: number) {
  return useQuery<Repository[]>({
    ...ONCE,
    queryKey: [...SEARCHES, words, sort, limit],
    enabled: words !== null,
    // More of the same is added below what stands there.
    placeholderData: (before, query) => (query?.queryKey[1] === words && query.queryKey[2] === sort ? before : undefined),
    queryFn: async ({ signal }) =>
      (await ask(http.GET('/api/v0/library/search', { params: { query: { q: words ?? '', sort, limit } }, signal }))).repositories,
  })
}

function placeOf(repository: string) {
  const [publisher = '', name = ''] = repository.split('/')
  return { publisher, name }
}

export function useHolding(repository: string) {
  return useQuery({
    ...ONCE,
    queryKey: keys.holding(repository),
    queryFn: ({ signal }) =>
      ask(http.GET('/api/v0/library/repositories/{publisher}/{name}', { params: { path: placeOf(repository) }, signal })),
  })
}

export function useCard(repository: string) {
  return useQuery({
    ...ONCE,
    queryKey: ['model_card', repository],
    queryFn: async ({ signal }) =>
      (await ask(http.GET('/api/v0/library/repositories/{publisher}/{name}/card', { params: { path: placeOf(repository) }, signal }))).text,
  })
}

/** Begins to fetch a model, or goes on; one that is here already is put on the list. */
export async function fetchModel(repository: string, variant: string): Promise<void> {
  await ask(http.POST('/api/v0/library/downloads', { body: { repository, variant } }))
}

const AT_ONCE = 2
const turns = { running: 0, waiting: [] as (() => void)[] }

/** Few at a time: a browser has but six connections to a server, and a hub that hangs must not hold all of them. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (turns.running < AT_ONCE) turns.running += 1
  else await new Promise<void>((go) => void turns.waiting.push(go))
  try {
    return await work()
  } finally {
    // Whoever waits takes the turn over.
    const next = turns.waiting.shift()
    if (next) next()
    else turns.running -= 1
  }
}

/** Whether a variant fits this computer; once it is asked for, as the beginning of a file is read where it lies. */
export function useFit(repository: string, variant: string, asked: boolean) {
  return useQuery({
    ...ONCE,
    queryKey: [...FITS, repository, variant],
    enabled: asked,
    queryFn: ({ signal }) =>
      inTurn(() => {
        signal.throwIfAborted()
        return ask(
          http.GET('/api/v0/library/repositories/{publisher}/{name}/fit', {
            params: { path: placeOf(repository), query: { variant } },
            signal,
          }),
        )
      }),
  })
}

const ACCOUNT = ['hub_account']

/** Whether there is a token; to know that, the keyring of the system is asked. */
export function useHubAccount() {
  return useQuery({ queryKey: ACCOUNT, queryFn: () => ask(http.GET('/api/v0/library/account')) })
}

/** Keeps a token, or forgets it when it is empty; what was refused without it is asked again. */
export async function signIn(token: string): Promise<void> {
  queries.setQueryData(ACCOUNT, await ask(http.PUT('/api/v0/library/account', { body: { token } })))
  await Promise.all([SEARCHES, FITS, ['holding'], ['model_card']].map((queryKey) => queries.invalidateQueries({ queryKey })))
}
