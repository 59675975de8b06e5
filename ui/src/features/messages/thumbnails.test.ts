import { describe, expect, it } from 'vitest'
import { heightOf, thumbnail } from './thumbnails'

const size = (width: number, height: number) => ({ width, height })

describe('a picture by itself', () => {
  it('is drawn whole, and no larger than it is', () => {
    expect(thumbnail(size(2048, 1024), false)).toEqual(size(360, 180))
    expect(thumbnail(size(1000, 2000), false)).toEqual(size(140, 280))
    expect(thumbnail(size(100, 80), false)).toEqual(size(100, 80))
  })

  it('can always be pressed', () => {
    expect(thumbnail(size(16, 16), false)).toEqual(size(48, 48))
    expect(thumbnail(size(2048, 1), false)).toEqual(size(360, 48))
  })
})

it('beside others, all are as high, and none is very wide', () => {
  expect(thumbnail(size(400, 400), true)).toEqual(size(132, 132))
  expect(thumbnail(size(5000, 100), true)).toEqual(size(231, 132))
  expect(thumbnail(size(100, 5000), true)).toEqual(size(66, 132))
})

it('knows how high they are together', () => {
  expect(heightOf([])).toBe(0)
  expect(heightOf([size(2048, 1024)])).toBe(188)
  expect(heightOf(Array.from({ length: 4 }, () => size(400, 400)))).toBe(140)
  expect(heightOf(Array.from({ length: 5 }, () => size(400, 400)))).toBe(280)
  expect(heightOf(Array.from({ length: 8 }, () => size(400, 400)))).toBe(280)
})
