import { expect, it } from 'vitest'
import type { ImagePart } from '../../api/types'
import { markdownOf, quoteOf } from './quoting'

const image = (name: string): ImagePart => ({ kind: 'image', id: name, name, width: 4, height: 3 })

it.each([
  ['one', '> one\n\n'],
  [' one\ntwo \n', '> one\n> two\n\n'],
  ['one\n\ntwo', '> one\n>\n> two\n\n'],
  ['> quoted', '> > quoted\n\n'],
])('quotes %j', (text, quoted) => expect(quoteOf(text)).toBe(quoted))

it('names the pictures of a message before its words', () => {
  const message = { id: 'm', thread_id: 't', parent_id: null, role: 'user' as const, created_at: '', siblings: [], spoken: false }
  const words = { kind: 'text' as const, text: 'Which of them?' }
  expect(markdownOf({ ...message, parts: [words] })).toBe('Which of them?')
  expect(markdownOf({ ...message, parts: [image('mill.jpg')] })).toBe('[Picture: mill.jpg]')
  expect(quoteOf(markdownOf({ ...message, parts: [image('mill.jpg'), image('barn.png'), words] }))).toBe(
    '> [Picture: mill.jpg]\n> [Picture: barn.png]\n>\n> Which of them?\n\n',
  )
})
