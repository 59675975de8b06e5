import { expect, it } from 'vitest'
import { quoteOf } from './quoting'

it.each([
  ['one', '> one\n\n'],
  [' one\ntwo \n', '> one\n> two\n\n'],
  ['one\n\ntwo', '> one\n>\n> two\n\n'],
  ['> quoted', '> > quoted\n\n'],
])('quotes %j', (text, quoted) => expect(quoteOf(text)).toBe(quoted))
