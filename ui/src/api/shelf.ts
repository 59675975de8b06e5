// The models that one has: what is known of each, and what can be done with one.
import { useQuery } from '@tanstack/react-query'
import { ask, http } from './client'
import { keys, queries } from './queries'
import type { Files, ModelOptions, ModelShelf } from './schema'
import type { Model, ModelFit } from './types'

export type { Files, Measuring, ModelOptions, ModelShelf, RemovedModel, ShelfModel, Trouble } from './schema'

export function useModelShelf() {
  return useQuery({ queryKey: keys.shelf, queryFn: (): Promise<ModelShelf> => ask(http.GET('/api/v0/models/shelf')) })
}

/** Whether a GGUF file fits this computer as it is now. */
export function useFitHere(model: Model, wanted: boolean) {
  return useQuery({
    queryKey: [...keys.models, 'fit', model.id],
    enabled: wanted,
    staleTime: 60_000,
    retry: false,
    queryFn: (): Promise<ModelFit> => ask(http.GET('/api/v0/models/{id}/fit', at(model.id))),
  })
}

export function readShelfAgain(): void {
  void queries.invalidateQueries({ queryKey: keys.shelf })
}

export const shelf = {
  change: async (id: string, change: { name?: string; notes?: string; options?: ModelOptions }) => {
    if (change.options) showOptions(id, change.options)
    // What is not named stays: the generated type asks for all.
    const body = change as { name: string; notes: string; options: ModelOptions }
    try {
      await ask(http.PATCH('/api/v0/models/{id}', { ...at(id), body }))
    } finally {
      await queries.invalidateQueries({ queryKey: keys.models })
    }
  },
  unload: (id: string) => ask(http.POST('/api/v0/models/{id}/unload', at(id))),
  reload: (id: string) => ask(http.POST('/api/v0/models/{id}/reload', at(id))),
  measure: (id: string) => ask(http.POST('/api/v0/models/{id}/measure', at(id))),
  stopMeasuring: () => ask(http.POST('/api/v0/models/measure/stop')),
  reveal: (id: string) => ask(http.POST('/api/v0/models/{id}/reveal', at(id))),
  files: (id: string): Promise<Files> => ask(http.GET('/api/v0/models/{id}/files', at(id))),
  remove: (id: string, files: boolean) =>
    ask(http.DELETE('/api/v0/models/{id}', { params: { path: { id }, query: { files } } })),
  restore: (id: string) => ask(http.POST('/api/v0/models/{id}/restore', at(id))),
  empty: () => ask(http.POST('/api/v0/models/removed/empty')),
}

/** Options are shown before they are stored: the next change begins with these. Not a template, which may be refused. */
function showOptions(id: string, options: ModelOptions): void {
  queries.setQueryData<ModelShelf>(keys.shelf, (known) => {
    const models = known?.models.map((one) => {
      if (one.model.id !== id) return one
      return { ...one, model: { ...one.model, options: { ...options, template: one.model.options.template ?? null } } }
    })
    return known && models && { ...known, models }
  })
}

function at(id: string) {
  return { params: { path: { id } } }
}
