// What can be chosen for a model: sizes of context, ways to choose words, and which of it applies to which engine.
import type { ModelOptions } from '../../api/shelf'
import type { Model, Sampling } from '../../api/types'

const SIZES = [2048, 4096, 8192, 16_384, 32_768, 65_536, 131_072, 262_144, 524_288, 1_048_576] as const

/** Sizes of context that a model may be given: up to what it was made for, and what was chosen already. */
export function sizesFor(model: Model): number[] {
  const most = model.context ?? 131_072
  const offered = SIZES.filter((size) => size < most)
  return [...new Set([...offered, most, ...(model.options.context ? [model.options.context] : [])])].toSorted((a, b) => a - b)
}

export const PRESETS = {
  settings: {},
  precise: { temperature: 0.2, top_p: 0.9 },
  balanced: { temperature: 0.7, min_p: 0.05 },
  lively: { temperature: 1.1, min_p: 0.1 },
} as const satisfies Record<string, Sampling>

export type Preset = keyof typeof PRESETS

/** The preset that a sampling is; null for one of somebody's own. */
export function presetOf(sampling: Sampling | undefined): Preset | null {
  const chosen = only(sampling)
  const names = Object.keys(PRESETS) as Preset[]
  return names.find((name) => JSON.stringify(only(PRESETS[name])) === JSON.stringify(chosen)) ?? null
}

/** What of it is chosen, in one order. */
function only(sampling: Sampling | undefined): [string, unknown][] {
  return Object.entries(sampling ?? {}).filter(([, value]) => value != null).toSorted(([a], [b]) => (a < b ? -1 : 1))
}

export type Choosable = 'context' | 'gpu_layers' | 'kept' | 'template' | 'sampling'

/** What applies to a model. */
export function choosable(model: Model): Choosable[] {
  if (model.purpose === 'search') return []
  const sampling: Choosable[] = model.guided ? [] : ['sampling']
  if (model.engine === 'server') return sampling
  if (model.engine === 'pytorch') return ['context', 'template', ...sampling]
  return ['context', 'gpu_layers', 'kept', 'template', ...sampling]
}

/** Whether anything is chosen. */
export function anyChosen({ sampling, ...loading }: ModelOptions): boolean {
  return Object.values(loading).some((value) => value != null) || only(sampling).length > 0
}

/** Whether what counts when a model is loaded differs, but for the template. */
export function otherwise(one: ModelOptions, other: ModelOptions): boolean {
  return one.context !== other.context || one.gpu_layers !== other.gpu_layers || one.kept !== other.kept
}
