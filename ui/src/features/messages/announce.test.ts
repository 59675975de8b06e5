import { expect, it } from 'vitest'
import { plain, sentenceEnd } from './announce'

it('waits for the end of a sentence', () => {
  const text = 'The fire is lit. Come and'
  expect(text.slice(0, sentenceEnd(text, 0, false))).toBe('The fire is lit. ')
})

it('does not take a point in a number for an end', () => {
  expect(sentenceEnd('It costs 3.50 and', 0, false)).toBe(0)
})

it('takes the rest when the reply is over', () => {
  expect(sentenceEnd('no point at the end', 0, true)).toBe(19)
})

it('says the same whatever the pieces', () => {
  const text = 'One. Two! "Three?" Four\n- five\n- six'
  for (let size = 1; size < text.length; size += 1) {
    let said = ''
    let from = 0
    for (let length = size; length < text.length; length += size) {
      const end = sentenceEnd(text.slice(0, length), from, false)
      said += text.slice(from, end)
      from = end
    }
    expect(said + text.slice(from)).toBe(text)
  }
})

it('reads Markdown as words', () => {
  expect(plain('## A **bold** word\n- [a link](https://example.org) and `code`\n')).toBe('A bold word a link and code')
})
