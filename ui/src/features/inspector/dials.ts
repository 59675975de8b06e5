// What can be set of how a reply is chosen: where it lies between what, and in which steps.
import type { Sampling } from '../../api/types'

export type Name = keyof Sampling
export type Dialled = Exclude<Name, 'seed' | 'stop' | 'mirostat' | 'max_tokens' | 'top_k'>
export type Counted = 'max_tokens' | 'top_k' | 'seed'

/** Numbers that a slider sets: least, most, step. */
export const SLIDES: Record<Dialled, readonly [number, number, number]> = {
  temperature: [0, 2, 0.05],
  top_p: [0, 1, 0.01],
  min_p: [0, 1, 0.01],
  repeat_penalty: [0.5, 2, 0.01],
  presence_penalty: [-2, 2, 0.1],
  frequency_penalty: [-2, 2, 0.1],
  typical_p: [0, 1, 0.01],
  dry_multiplier: [0, 5, 0.1],
  xtc_probability: [0, 1, 0.01],
}

/** Where a slider does nothing; there it stands as long as only a server knows its value. */
export const NEUTRAL: Record<Dialled, number> = {
  temperature: 1,
  top_p: 1,
  min_p: 0,
  repeat_penalty: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
  typical_p: 1,
  dry_multiplier: 0,
  xtc_probability: 0,
}

/** Whole numbers that are typed: least, most. */
export const COUNTS: Record<Counted, readonly [number, number]> = {
  max_tokens: [1, 131_072],
  top_k: [0, 1000],
  seed: [0, 2 ** 32 - 1],
}

export const USUAL = ['temperature', 'max_tokens', 'top_p', 'top_k', 'min_p', 'repeat_penalty', 'presence_penalty', 'frequency_penalty', 'seed', 'stop'] as const satisfies readonly Name[]
export const ADVANCED = ['dry_multiplier', 'xtc_probability', 'mirostat', 'typical_p'] as const satisfies readonly Name[]

export const MOST_STOPS = 16
export const LONGEST_STOP = 256

export function slides(name: Name): name is Dialled {
  return name in SLIDES
}

export function counts(name: Name): name is Counted {
  return name in COUNTS
}

/** Where a value comes from. */
export type Origin = 'thread' | 'model' | 'settings' | 'engine' | 'server'

/** What is chosen of a sampling, as it is sent: nothing at all is null. */
export function withOne(sampling: Sampling | null | undefined, name: Name, value: Sampling[Name]): Sampling | null {
  const all = Object.entries({ ...sampling, [name]: value }).filter(([, each]) => each != null)
  return all.length > 0 ? Object.fromEntries(all) : null
}

/** How many values are chosen. */
export function chosen(sampling: Sampling | null | undefined): number {
  return Object.values(sampling ?? {}).filter((value) => value != null).length
}

/** A typed whole number; null when it is none, or out of its range. */
export function counted(text: string, name: Counted): number | null {
  const [least, most] = COUNTS[name]
  if (!/^\d{1,15}$/.test(text.trim())) return null
  const value = Number(text.trim())
  return value >= least && value <= most ? value : null
}

/** What a person types in the line of stop texts, where a line break is written as \n. */
export function unescaped(text: string): string {
  return text.replace(/\\([nt\\])/g, (_, letter: string) => ({ n: '\n', t: '\t' })[letter] ?? '\\')
}

export function escaped(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\t/g, '\\t')
}
