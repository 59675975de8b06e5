import { afterEach, describe, expect, it } from 'vitest'
import { keys, queries } from '../../api/queries'
import type { Branch, Message } from '../../api/types'
import { leaves, ownMessages, step } from './history'

function said(role: 'user' | 'assistant', ...texts: string[]): Message {
  return { role, parts: texts.map((text) => ({ kind: 'text', text })) } as unknown as Message
}

afterEach(() => queries.clear())

describe("one's own messages", () => {
  it('are those of the branch that is shown, equal neighbours once, none without words', () => {
    const messages = [said('user', 'one'), said('assistant', 'a'), said('user', 'two'), said('user', 'two'), said('user'), said('user', 'one')]
    queries.setQueryData<Branch>(keys.thread('t'), { messages } as Branch)
    expect(ownMessages('t')).toEqual(['one', 'two', 'one'])
  })

  it('are none where no thread is', () => {
    expect(ownMessages(undefined)).toEqual([])
    expect(ownMessages('elsewhere')).toEqual([])
  })
})

describe('walking with the arrows', () => {
  it('goes from the draft to the newest, on to the oldest, and stops there', () => {
    expect(step('ArrowUp', null, 3)).toBe(2)
    expect(step('ArrowUp', 2, 3)).toBe(1)
    expect(step('ArrowUp', 0, 3)).toBeUndefined()
    expect(step('ArrowUp', null, 0)).toBeUndefined()
  })

  it('comes back to the draft', () => {
    expect(step('ArrowDown', 1, 3)).toBe(2)
    expect(step('ArrowDown', 2, 3)).toBeNull()
    expect(step('ArrowDown', null, 3)).toBeUndefined()
  })

  it('stays within a text of several lines until its edge', () => {
    expect(leaves('ArrowUp', 'a\nb', 3)).toBe(false)
    expect(leaves('ArrowUp', 'a\nb', 1)).toBe(true)
    expect(leaves('ArrowDown', 'a\nb', 1)).toBe(false)
    expect(leaves('ArrowDown', 'a\nb', 3)).toBe(true)
  })
})
