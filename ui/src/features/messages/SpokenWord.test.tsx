import { cleanup, render } from '@testing-library/react'
import { Tooltip } from 'radix-ui'
import { afterEach, expect, it } from 'vitest'
import Markdown from '../../shared/markdown/Markdown'
import { characterOf } from '../../shared/places'
import { drawnOf } from './SpokenWord'

const TEXT = 'The **fire** 🦊 is _lit_.\n\n```python\nprint(1)\n```\n\nAnd [bread](https://example.org) is here.'

afterEach(cleanup)

/** What is lit while the part between these two pieces of the text, with both, is said. */
function lit(first: string, last: string): string[] {
  const { container } = render(<Markdown text={TEXT} at={0} words />, { wrapper: Tooltip.Provider })
  const runs = [...container.querySelectorAll<HTMLElement>('.markdown span[data-at]')]
  const start = characterOf(TEXT, TEXT.indexOf(first))
  const end = characterOf(TEXT, TEXT.indexOf(last) + last.length)
  return drawnOf(runs, TEXT, { start, end }).map(String)
}

it.each([
  ['fire', 'fire', ['fire']],
  ['The', '.', ['The ', 'fire', ' 🦊 is ', 'lit', '.']],
  ['is', 'is', ['is']],
  ['🦊', '🦊', ['🦊']],
  ['is _', 'lit', ['is ', 'lit']],
  ['bread', 'bread', ['bread']],
  ['And', 'here', ['And ', 'bread', ' is here']],
])('lights the words from %s to %s', (first, last, words) => expect(lit(first, last)).toEqual(words))

it('lights no code, and no sign that is not drawn', () => {
  expect(lit('```python', 'here')).toEqual(['And ', 'bread', ' is here'])
  expect(lit('print', '(1)')).toEqual([])
  expect(lit('**', '**')).toEqual([])
})

it('lights nothing where nothing is said', () => {
  expect(drawnOf([], TEXT, { start: 0, end: 3 })).toEqual([])
  expect(drawnOf([], TEXT, null)).toEqual([])
})
