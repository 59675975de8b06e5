// Personas of one's own: kept, changed, deleted and put back.
import { ask, http } from './client'
import { keys, queries } from './queries'
import type { Persona } from './types'

const again = () => queries.invalidateQueries({ queryKey: keys.personas })

export async function keepPersona(name: string, prompt: string): Promise<void> {
  await ask(http.POST('/api/v0/personas', { body: { name, system_prompt: prompt } }))
  await again()
}

export async function changePersona(id: string, change: { name?: string; system_prompt?: string }): Promise<void> {
  await ask(http.PATCH('/api/v0/personas/{id}', { params: { path: { id } }, body: change }))
  await again()
}

/** Deletes it; what it answers puts it back. */
export async function removePersona(persona: Persona): Promise<() => Promise<void>> {
  await ask(http.DELETE('/api/v0/personas/{id}', { params: { path: { id: persona.id } } }))
  await again()
  return () => keepPersona(persona.name, persona.system_prompt)
}
