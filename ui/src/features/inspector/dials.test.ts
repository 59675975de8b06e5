import { describe, expect, it } from 'vitest'
import { chosen, counted, escaped, unescaped, withOne } from './dials'

describe('what is chosen of the sampling', () => {
  it('is nothing at all when the last value is taken back', () => {
    expect(withOne(null, 'top_k', 5)).toEqual({ top_k: 5 })
    expect(withOne({ top_k: 5, seed: null }, 'temperature', 0)).toEqual({ top_k: 5, temperature: 0 })
    expect(withOne({ top_k: 5, seed: null }, 'top_k', null)).toBeNull()
    expect(chosen({ top_k: 0, seed: null })).toBe(1)
  })

  it.each([
    ['7', 7], [' 12 ', 12], ['0', null], ['-1', null], ['1.5', null], ['1e3', null], ['', null], ['131073', null],
    ['9'.repeat(40), null], ['viele', null],
  ])('takes %j as a number of tokens: %j', (text, value) => {
    expect(counted(text, 'max_tokens')).toBe(value)
  })

  it('writes what cannot be seen so that it can be typed', () => {
    for (const text of ['###', '\n\nUser:', 'a\\nb', '\t\\']) expect(unescaped(escaped(text))).toBe(text)
    expect(escaped('\n')).toBe('\\n')
  })
})
