// Links and files that came from outside, and wait until one page takes care of each.
import { useQuery } from '@tanstack/react-query'
import { ask, http, Refused } from './client'
import { keys, queries } from './queries'
import type { Opening } from './schema'

export type { FileLink, ModelLink, Opening, RefusedLink } from './schema'

export function useOpenings() {
  return useQuery({ queryKey: keys.openings, queryFn: async () => (await ask(http.GET('/api/v0/openings'))).openings })
}

/** Whether it is ours to take care of: another page may have been quicker. */
export async function takeOpening({ id }: Opening): Promise<boolean> {
  queries.setQueryData<Opening[]>(keys.openings, (waiting) => waiting?.filter((other) => other.id !== id))
  try {
    await ask(http.DELETE('/api/v0/openings/{id}', { params: { path: { id } } }))
    return true
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return false
    throw error
  }
}
