import { describe, expect, it } from 'vitest'
import { textOf, type Part } from '../../api/types'
import { piecesOf, pretty, sourcesOf, tellsOfItself } from './parts'

const text = (words: string): Part => ({ kind: 'text', text: words })
const call = (id: string): Part => ({ kind: 'tool_call', id, name: 'search', arguments: '{"q":"rye"}' })
const result = (words: string, call_id = ''): Part => ({ kind: 'tool_result', name: 'search', text: words, call_id })
const source = (anchor: string): Part => ({ kind: 'source', title: anchor, text: '', page: 'models', anchor })
const thought = (seconds: number | null): Part => ({ kind: 'reasoning', text: 'Hm.', seconds })

const drawn = (...parts: Part[]) =>
  piecesOf(parts).map((piece) => {
    if (piece.kind === 'call') return `${piece.part.id}:${piece.result?.text ?? '…'}`
    return `${piece.kind}:${piece.part.text}`
  })

const keys = (...parts: Part[]) => piecesOf(parts).map(({ key }) => key)
const tells = (...parts: Part[]) => tellsOfItself(piecesOf(parts))

describe('the pieces of a reply', () => {
  it('stand in the order in which they came', () => {
    expect(drawn(thought(1), result('408'), text('It is 408.'))).toEqual(['reasoning:Hm.', 'found:408', 'text:It is 408.'])
  })

  it('have each call with its result where the call was, however the results came', () => {
    expect(drawn(call('a'), call('b'), result('two', 'b'), result('one', 'a'), text('So.'))).toEqual(['a:one', 'b:two', 'text:So.'])
    expect(drawn(call('a'))).toEqual(['a:…'])
  })

  it('show a result whose call is not there by itself', () => {
    expect(drawn(result('lost', 'nowhere'))).toEqual(['found:lost'])
  })

  it('leave out words that are not there yet, and what stands below', () => {
    expect(drawn(text(''), source('a'), { kind: 'document', name: 'a.txt', text: 'x' })).toEqual([])
  })

  it('keep their keys while more comes', () => {
    expect(keys(call('a'), result('one', 'a'), text('So.'))).toEqual([0, 2])
  })
})

it('names each source once, in the order of their first', () => {
  expect(sourcesOf([source('b'), text('x'), source('a'), source('b')]).map(({ anchor }) => anchor)).toEqual(['b', 'a'])
})

it('knows which piece tells of itself that it is not done', () => {
  expect(tells()).toBe(false)
  expect(tells(text('words'))).toBe(false)
  expect(tells(thought(null))).toBe(true)
  expect(tells(thought(2))).toBe(false)
  expect(tells(thought(null), text('words'))).toBe(false)
  expect(tells(call('a'))).toBe(true)
  expect(tells(call('a'), result('one', 'a'))).toBe(false)
})

it('makes JSON readable and leaves the rest', () => {
  expect(pretty('{"q":"rye","n":3}')).toEqual({ text: '{\n  "q": "rye",\n  "n": 3\n}', language: 'json' })
  expect(pretty('{"q": "ry')).toEqual({ text: '{"q": "ry', language: '' })
})

it('says only its words, with a paragraph wherever something stood between them', () => {
  const message = { id: 'm', thread_id: 't', parent_id: null, role: 'assistant' as const, created_at: '', siblings: [], spoken: false }
  const parts = [thought(1), text('One moment.'), call('a'), result('one', 'a'), text('So.'), text(''), source('a')]
  expect(textOf({ ...message, parts })).toBe('One moment.\n\nSo.')
})
