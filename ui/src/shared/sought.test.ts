import { expect, it } from 'vitest'
import { fits } from './sought'

it('finds by the beginnings of words, and by parts of long ones', () => {
  expect(fits('dark', 'Appearance', 'dark light night')).toBe(true)
  expect(fits('grosse', 'Schriftgröße')).toBe(true)
  expect(fits('GRÖSSE schrift', 'Schriftgröße')).toBe(true)
  expect(fits('on', 'Connections')).toBe(false)
  expect(fits('con', 'Connections')).toBe(true)
  expect(fits('dark nothing', 'Appearance', 'dark light night')).toBe(false)
  expect(fits('Pause speaking, or go on', 'Pause speaking, or go on')).toBe(true)
  expect(fits('  ', 'anything')).toBe(true)
  expect(fits('50 %', 'none')).toBe(false)
})
