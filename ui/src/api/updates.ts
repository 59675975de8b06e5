// Newer versions of Fireside, and reports of what went wrong.
import { useQuery } from '@tanstack/react-query'
import { ask, http } from './client'
import { keys, queries } from './queries'
import type { CrashList, UpdateState } from './types'

export function useUpdates() {
  return useQuery({ queryKey: keys.updates, queryFn: (): Promise<UpdateState> => ask(http.GET('/api/v0/updates')) })
}

export const updates = {
  /** Asks for the list of the newest release: the one request of all this that leaves the computer. */
  look: async () => {
    try {
      queries.setQueryData<UpdateState>(keys.updates, await ask(http.POST('/api/v0/updates/check')))
    } finally {
      await queries.invalidateQueries({ queryKey: keys.updates })
    }
  },
  fetch: async () => {
    await ask(http.POST('/api/v0/updates/download'))
    await queries.invalidateQueries({ queryKey: keys.updates })
  },
  install: () => ask(http.POST('/api/v0/updates/install')),
  forgetEnding: () => ask(http.DELETE('/api/v0/updates/ending')),
}

export function useCrashes() {
  return useQuery({ queryKey: keys.crashes, queryFn: (): Promise<CrashList> => ask(http.GET('/api/v0/crashes')), staleTime: 0 })
}

async function readAgain(): Promise<void> {
  await queries.invalidateQueries({ queryKey: keys.crashes })
}

export const crashes = {
  seen: () => ask(http.POST('/api/v0/crashes/seen')),
  remove: async (id: string) => {
    await ask(http.DELETE('/api/v0/crashes/{id}', { params: { path: { id } } }))
    await readAgain()
  },
  clear: async () => {
    await ask(http.DELETE('/api/v0/crashes'))
    await readAgain()
  },
}
