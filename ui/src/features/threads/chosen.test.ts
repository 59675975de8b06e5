import { beforeEach, expect, it } from 'vitest'
import { beginChoosing, between, chooseAll, remaining, stopChoosing, stretch, toggle, useChosen } from './chosen'

const ORDER = ['a', 'b', 'c', 'd', 'e']
const chosen = () => [...useChosen.getState().ids].toSorted()

beforeEach(stopChoosing)

it('chooses one by one, and no longer', () => {
  toggle('b')
  toggle('d')
  toggle('b')
  expect(chosen()).toEqual(['d'])
  expect(useChosen.getState().choosing).toBe(true)
  toggle('d')
  expect(useChosen.getState().choosing).toBe(true)
  stopChoosing()
  expect(useChosen.getState().choosing).toBe(false)
})

it('chooses a stretch from the last one on, in either direction, and keeps what was chosen before', () => {
  toggle('a')
  toggle('d')
  stretch(ORDER, 'b')
  expect(chosen()).toEqual(['a', 'b', 'c', 'd'])
  stretch(ORDER, 'e')
  expect(chosen()).toEqual(ORDER)
})

it('begins a stretch at the thread that is open, or at itself', () => {
  stretch(ORDER, 'd', 'b')
  expect(chosen()).toEqual(['b', 'c', 'd'])
  stopChoosing()
  stretch(ORDER, 'd')
  expect(chosen()).toEqual(['d'])
})

it('chooses all, or begins with none', () => {
  chooseAll(ORDER)
  expect(chosen()).toEqual(ORDER)
  beginChoosing()
  expect(chosen()).toEqual([])
  expect(useChosen.getState().choosing).toBe(true)
})

it('takes what is not in the list any more for nothing', () => {
  expect(between(ORDER, 'gone', 'c')).toEqual(['c'])
  expect(remaining(new Set(['c', 'gone', 'a']), ORDER)).toEqual(['a', 'c'])
})
