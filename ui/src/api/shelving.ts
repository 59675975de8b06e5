// Copies of models in Fireside's own folder: begun, given up, and how far each is.
import { skipToken, useQuery } from '@tanstack/react-query'
import { ask, http } from './client'
import { keys, queries } from './queries'
import type { Download } from './types'

/** How far the copy of a model is, or how it failed; events tell it. */
export function useCopy(modelId: string): Download | undefined {
  return useQuery<Download>({ queryKey: keys.copy(modelId), queryFn: skipToken }).data
}

export const keepHere = {
  begin: async (modelId: string) => {
    const begun = await ask(http.POST('/api/v0/shelving/{id}/copy', { params: { path: { id: modelId } } }))
    // Its events may have come before the answer.
    queries.setQueryData<Download>(keys.copy(modelId), (known) => (known?.status === 'failed' || !known ? begun : known))
  },
  cancel: (modelId: string) => ask(http.DELETE('/api/v0/shelving/{id}/copy', { params: { path: { id: modelId } } })),
}
