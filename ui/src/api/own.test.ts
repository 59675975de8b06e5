import type { Middleware } from 'openapi-fetch'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { http } from './client'
import { changeOwn, forgetFresh, settled, useFresh } from './own'
import { keys, queries } from './queries'
import type { Branch, Thread } from './types'

const THREAD = {
  id: 't', title: '', titled_by_hand: false, created_at: '', updated_at: '', pinned: false, archived: false,
} as const satisfies Thread

let answers: (() => void)[] = []
let sent: string[] = []

let status = 200

/** A server that answers each request when it is told to. */
const server: Middleware = {
  onRequest: async ({ request }) => {
    sent.push(await request.text())
    await new Promise<void>((answer) => answers.push(answer))
    return Response.json(status === 200 ? THREAD : { error: { type: 'invalid', message: 'No.', hint: '' } }, { status })
  },
}

async function answerNext(): Promise<void> {
  await vi.waitFor(() => expect(answers.length).toBeGreaterThan(0))
  answers.shift()?.()
}

const shown = () => queries.getQueryData<Branch>(keys.thread('t'))?.thread

beforeEach(() => {
  http.use(server)
  status = 200
  answers = []
  sent = []
  queries.setQueryData<Branch>(keys.thread('t'), { thread: THREAD, messages: [], summaries: [] })
})
afterEach(() => {
  http.eject(server)
  forgetFresh()
})

describe('what a thread has of its own', () => {
  it('is shown at once and sent in the order in which it was changed', async () => {
    const first = changeOwn('t', { system_prompt: 'a' })
    const second = changeOwn('t', { system_prompt: 'b' })
    expect(shown()?.system_prompt).toBe('b')
    let told = false
    const message = settled('t').then(() => (told = true))
    await answerNext()
    await first
    expect(told, 'a message waits for what its model is to be told').toBe(false)
    await answerNext()
    await Promise.all([second, message])
    expect(sent.map((body) => JSON.parse(body) as unknown)).toEqual([{ system_prompt: 'a' }, { system_prompt: 'b' }])
  })

  it('is read again when it was refused, and the next change is not held up by that', async () => {
    status = 422
    const refused = changeOwn('t', { voice_id: 'x' })
    const rejected = expect(refused).rejects.toThrow('No.')
    await answerNext()
    await rejected
    expect(queries.getQueryState(keys.thread('t'))?.isInvalidated).toBe(true)
    status = 200
    const next = changeOwn('t', { voice_id: null })
    await answerNext()
    await next
  })

  it('is kept for the thread to come while there is none', async () => {
    await changeOwn(undefined, { system_prompt: 'a' })
    await changeOwn(undefined, { voice_id: 'x' })
    expect(useFresh.getState().own).toEqual({ system_prompt: 'a', voice_id: 'x' })
    expect(JSON.parse(sessionStorage.getItem('fireside.fresh') ?? '')).toEqual({ system_prompt: 'a', voice_id: 'x' })
    forgetFresh()
    expect(useFresh.getState().own).toEqual({})
    expect(sent).toEqual([])
  })
})
