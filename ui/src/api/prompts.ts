// The prompt library: read once, read again when any window changed it.
import { useQuery } from '@tanstack/react-query'
import { ask, http } from './client'
import { keys } from './queries'
import type { Prompt } from './types'

export function usePrompts() {
  return useQuery({
    queryKey: keys.prompts,
    queryFn: async (): Promise<Prompt[]> => (await ask(http.GET('/api/v0/prompts'))).prompts,
  })
}

const at = (id: string) => ({ params: { path: { id } } })

export const prompts = {
  create: (name: string, text: string): Promise<Prompt> => ask(http.POST('/api/v0/prompts', { body: { name, text } })),
  change: (id: string, name: string, text: string): Promise<Prompt> =>
    ask(http.PATCH('/api/v0/prompts/{id}', { ...at(id), body: { name, text } })),
  remove: (id: string) => ask(http.DELETE('/api/v0/prompts/{id}', at(id))),
  restore: (id: string): Promise<Prompt> => ask(http.POST('/api/v0/prompts/{id}/restore', at(id))),
}
