import { describe, expect, it } from 'vitest'
import type { Model } from '../../api/types'
import { anyChosen, choosable, otherwise, PRESETS, presetOf, sizesFor } from './options'

const NONE = { context: null, gpu_layers: null, kept: null, template: null, sampling: {} }
const MODEL = { id: 'a', engine: 'llama.cpp', purpose: 'chat', guided: false, context: 10_000, options: NONE } as unknown as Model

describe('what can be chosen for a model', () => {
  it('offers sizes up to what it was made for, and what was chosen', () => {
    expect(sizesFor(MODEL)).toEqual([2048, 4096, 8192, 10_000])
    expect(sizesFor({ ...MODEL, context: 768 })).toEqual([768])
    expect(sizesFor({ ...MODEL, options: { ...NONE, context: 512 } })).toEqual([512, 2048, 4096, 8192, 10_000])
    expect(sizesFor({ ...MODEL, context: null })).toContain(131_072)
  })

  it('knows a preset again, however the server writes it', () => {
    expect(presetOf({})).toBe('settings')
    expect(presetOf({ temperature: null, top_p: null })).toBe('settings')
    expect(presetOf({ top_p: 0.9, temperature: 0.2, seed: null })).toBe('precise')
    expect(presetOf({ ...PRESETS.precise, seed: 1 })).toBeNull()
  })

  it('offers what applies', () => {
    expect(choosable(MODEL)).toEqual(['context', 'gpu_layers', 'kept', 'template', 'sampling'])
    expect(choosable({ ...MODEL, engine: 'pytorch' })).toEqual(['context', 'template', 'sampling'])
    expect(choosable({ ...MODEL, engine: 'server' })).toEqual(['sampling'])
    expect(choosable({ ...MODEL, guided: true })).not.toContain('sampling')
    expect(choosable({ ...MODEL, purpose: 'search' })).toEqual([])
  })

  it('tells whether anything is chosen, and what was measured with other options', () => {
    expect(anyChosen(NONE)).toBe(false)
    expect(anyChosen({ ...NONE, gpu_layers: 0 })).toBe(true)
    expect(anyChosen({ ...NONE, sampling: { temperature: 0 } })).toBe(true)
    expect(otherwise(NONE, { ...NONE, template: 'x' })).toBe(false)
    expect(otherwise(NONE, { ...NONE, kept: 'q8_0' })).toBe(true)
  })
})
