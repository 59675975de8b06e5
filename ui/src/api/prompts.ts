// The prompt library: read once, read again when any window changed it.
import { useQuery } from '@tanstack/react-query'
import { ask, http } from './client'
import { keys, queries } from './queries'
import type { Prompt } from './types'

export function usePrompts() {
  return useQuery({
    queryKey: keys.prompts,
    queryFn: async (): Promise<Prompt[]> => (await ask(http.GET('/api/v0/prompts'))).prompts,
  })
}

const at = (id: string) => ({ params: { path: { id } } })

/** The library with this prompt in it, once. */
function placed(prompt: Prompt): Prompt {
  queries.setQueryData<Prompt[]>(keys.prompts, (all) =>
    all?.some(({ id }) => id === prompt.id) ? all.map((old) => (old.id === prompt.id ? prompt : old)) : all?.concat(prompt),
  )
  return prompt
}

export const prompts = {
  create: async (name: string, text: string) => placed(await ask(http.POST('/api/v0/prompts', { body: { name, text } }))),
  change: async (id: string, name: string, text: string) =>
    placed(await ask(http.PATCH('/api/v0/prompts/{id}', { ...at(id), body: { name, text } }))),
  remove: async (id: string) => {
    await ask(http.DELETE('/api/v0/prompts/{id}', at(id)))
    queries.setQueryData<Prompt[]>(keys.prompts, (all) => all?.filter((prompt) => prompt.id !== id))
  },
  restore: async (id: string) => placed(await ask(http.POST('/api/v0/prompts/{id}/restore', at(id)))),
}
