import { TextQuote } from 'lucide-react'
import { describe, expect, it } from 'vitest'
import { asked, matching, type Offer } from './offers'

function offer(label: string, group: Offer['group'] = 'prompts', also = ''): Offer {
  return { id: label, group, label, also, icon: TextQuote, choose: () => undefined }
}

describe('asking for the menu', () => {
  it.each([
    ['/', 1, ''],
    ['/sum', 4, 'sum'],
    ['/sum up', 7, 'sum up'],
    ['/sum what stands here', 4, 'sum'],
    ['/über', 5, 'über'],
  ])('%j with the caret at %i asks for %j', (text, caret, query) => expect(asked(text, caret)).toBe(query))

  it.each([
    ['', 0],
    ['a /', 3],
    ['/', 0],
    ['/etc/passwd', 11],
    ['/ what', 6],
    ['/a\nb', 4],
    [`/${'a'.repeat(100)}`, 101],
  ])('%j with the caret at %i is a message', (text, caret) => expect(asked(text, caret)).toBeNull())
})

describe('what the menu offers', () => {
  const all = [
    offer('New thread', 'commands', 'new'),
    offer('Hilfe', 'commands', 'help'),
    offer('Qwen3 8B', 'models', 'model'),
    offer('Answer an e-mail'),
    offer('Über mich'),
    offer('Mail to Ute'),
  ]
  const labels = (query: string) => matching(all, query).map(({ label }) => label)

  it('is everything at first, prompts before models before commands', () => {
    expect(labels('')).toEqual(['Answer an e-mail', 'Über mich', 'Mail to Ute', 'Qwen3 8B', 'New thread', 'Hilfe'])
  })

  it('answers to beginnings of words, in any order and without accents', () => {
    expect(labels('mail an')).toEqual(['Answer an e-mail'])
    expect(labels('ub')).toEqual(['Über mich'])
    expect(labels('QWEN')).toEqual(['Qwen3 8B'])
    expect(labels('help')).toEqual(['Hilfe'])
    expect(labels('swer')).toEqual([])
  })

  it('puts those first whose name begins so', () => expect(labels('mail')).toEqual(['Mail to Ute', 'Answer an e-mail']))

  it('is nothing for signs alone', () => expect(labels('...')).toEqual([]))
})
