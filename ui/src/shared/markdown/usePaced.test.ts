import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { usePaced } from './usePaced'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

function grow(text: string) {
  return renderHook(({ words, growing }) => usePaced(words, growing), { initialProps: { words: text, growing: true } })
}

it('shows what has grown, however fast it grows', () => {
  const { result, rerender } = grow('')
  const seen = new Set<string>()
  for (let length = 1; length <= 200; length += 1) {
    rerender({ words: 'x'.repeat(length), growing: true })
    act(() => void vi.advanceTimersByTime(5))
    seen.add(result.current)
  }
  expect(seen.size).toBeGreaterThan(3)
  act(() => void vi.advanceTimersByTime(300))
  expect(result.current).toHaveLength(200)
})

it('is whole at once when it is done', () => {
  const { result, rerender } = grow('a')
  rerender({ words: 'a b c', growing: true })
  rerender({ words: 'a b c d', growing: false })
  expect(result.current).toBe('a b c d')
})
