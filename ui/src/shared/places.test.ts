import { expect, it } from 'vitest'
import { characterOf, unitOf } from './places'

it.each([
  ['plain words', 6, 6],
  ['a 🙂 b', 3, 4],
  ['🙂🙂', 1, 2],
  ['🙂', 9, 2],
])('in %j the character %i begins at unit %i', (text, character, unit) => {
  expect(unitOf(text, character)).toBe(unit)
  expect(characterOf(text, unit)).toBe(Math.min(character, [...text].length))
})
