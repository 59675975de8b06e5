import { expect, it } from 'vitest'
import type { ModelFit, VariantChoice } from '../../api/types'
import { bitsOf, recommended } from './bits'

const choices = (...names: string[]): VariantChoice[] =>
  names.map((quantisation) => ({
    id: `a-${quantisation}`, quantisation, files: [], size: 1, here: false, model_id: null, download_id: '', download: null,
  }))
const red: ModelFit = { verdict: 'red', sentence: '', context: 0, need: 0, layers: 0, gpu: false }

it.each([
  ['Q4_K_M', 4], ['UD-Q4_K_XL', 4], ['IQ2_XXS', 2], ['TQ1_0', 1], ['Q8_0', 8], ['BF16', 16], ['F16', 16], ['FP16', 16],
  ['F32', 32], ['MXFP4', 4], ['NVFP4', 4], ['', undefined],
])('%s keeps %s bits', (name, bits) => {
  expect(bitsOf(name)).toBe(bits)
})

it('recommends four bits, the usual kind first', () => {
  expect(recommended(choices('Q2_K', 'IQ4_XS', 'Q4_0', 'Q4_K_M', 'Q8_0'), {})).toBe('a-Q4_K_M')
  expect(recommended(choices('Q2_K', 'IQ4_XS', 'Q8_0'), {})).toBe('a-IQ4_XS')
})

it('recommends less where those are too large, and nothing where all are', () => {
  expect(recommended(choices('Q2_K', 'Q4_K_M'), { 'a-Q4_K_M': red })).toBe('a-Q2_K')
  expect(recommended(choices('Q2_K', 'Q4_K_M'), { 'a-Q4_K_M': red, 'a-Q2_K': red })).toBeUndefined()
})

it('recommends nothing where there is no choice', () => {
  expect(recommended(choices('Q4_K_M'), {})).toBeUndefined()
  expect(recommended(choices('Q8_0', 'F16'), {})).toBeUndefined()
})
