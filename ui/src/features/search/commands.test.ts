import { expect, it } from 'vitest'
import { fitting, type Command } from './commands'

const named = (title: string, also = ''): Command => ({ id: title, title, also, run: () => undefined })
const ALL = ['New thread', 'Search', 'Settings', 'Help', 'Retry', 'Copy', 'Pause'].map((title) => named(title))
const titles = (commands: readonly Command[], wanted: string) => fitting(commands, wanted).map(({ title }) => title)

it('shows a few before anything is typed, and all after the sign', () => {
  expect(titles(ALL, '')).toHaveLength(6)
  expect(titles(ALL, ' >')).toEqual(ALL.map(({ title }) => title))
})

it('finds by name and by other words, names that begin so first', () => {
  const commands = [named('Appearance: Dark', 'theme night'), named('Night light'), named('A theme'), named('Theme park')]
  expect(titles(commands, 'theme')).toEqual(['Theme park', 'A theme', 'Appearance: Dark'])
  expect(titles(commands, '> night')).toEqual(['Night light', 'Appearance: Dark'])
  expect(titles(commands, 'nothing')).toEqual([])
})

it('leaves room for what was said', () => {
  const many = Array.from({ length: 20 }, (_, number) => named(`Model ${number}`))
  expect(titles(many, 'model')).toHaveLength(4)
  expect(titles(many, '>model')).toHaveLength(20)
})
