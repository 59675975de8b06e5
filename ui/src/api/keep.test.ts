import { beforeEach, describe, expect, it } from 'vitest'
import { begun, keep, placeRun } from './keep'
import { keys, queries } from './queries'
import type { Branch, Download, Message, ModelOffers, RepositoryHolding, RunStarted, Thread, VariantChoice } from './types'

const AT = '2026-11-21T00:00:00Z'

function message(id: string, parent: string | null, role: 'user' | 'assistant', siblings = [id]): Message {
  return { id, thread_id: 'thread', parent_id: parent, role, parts: [{ kind: 'text', text: id }], created_at: AT, siblings, spoken: false }
}

function thread(id: string, updated = AT, head = ''): Thread {
  return { id, title: id, titled_by_hand: false, pinned: false, archived: false, created_at: AT, updated_at: updated, head_id: head }
}

const branch: Branch = {
  thread: thread('thread'),
  messages: [message('q1', null, 'user'), message('a1', 'q1', 'assistant'), message('q2', 'a1', 'user'), message('a2', 'q2', 'assistant')],
  summaries: [],
}

function started(reply: Message, asked?: Message): RunStarted {
  const run = { id: 'run', thread_id: 'thread', message_id: reply.id, model_id: 'm', status: 'queued' as const, created_at: AT, read_tokens: 0, tokens: 0, left_out: 0 }
  return { type: 'run.started', thread: thread('thread'), run, message: reply, ...(asked ? { user_message: asked } : {}) }
}

const ids = (shown: Branch) => shown.messages.map(({ id }) => id)

describe('the beginning of a run', () => {
  const asked = message('q1', null, 'user')
  const begins = started({ ...message('a1', 'q1', 'assistant') }, asked)
  const told = { ...begins, message: { ...begins.message, run: begins.run } }

  it('is not put over its end when the answer to the request comes last', () => {
    queries.setQueryData<Branch>(keys.thread('thread'), { thread: thread('thread'), messages: [], summaries: [] })
    keep(told)
    const done = { ...told.run, status: 'completed' as const }
    keep({ type: 'run.ended', thread_id: 'thread', run: done, message: { ...told.message, run: done } })
    placeRun(told)
    const shown = queries.getQueryData<Branch>(keys.thread('thread'))
    expect(shown && ids(shown)).toEqual(['q1', 'a1'])
    expect(shown?.messages[1]?.run?.status).toBe('completed')
  })
})



describe('a branch after a run began', () => {
  it('is longer by a new message and its reply', () => {
    expect(ids(begun(branch, started(message('a3', 'q3', 'assistant'), message('q3', 'a2', 'user'))))).toEqual(['q1', 'a1', 'q2', 'a2', 'q3', 'a3'])
  })

  it('is cut where a message was edited', () => {
    expect(ids(begun(branch, started(message('b1', 'e1', 'assistant'), message('e1', null, 'user', ['q1', 'e1']))))).toEqual(['e1', 'b1'])
  })

  it('ends with the other reply of a retry', () => {
    expect(ids(begun(branch, started(message('b1', 'q1', 'assistant', ['a1', 'b1']))))).toEqual(['q1', 'b1'])
  })

  it('is the same when a reply is continued, and when it hears of a run twice', () => {
    const once = begun(branch, started(message('a2', 'q2', 'assistant')))
    expect(ids(once)).toEqual(ids(branch))
    const twice = started(message('a3', 'q3', 'assistant'), message('q3', 'a2', 'user'))
    expect(ids(begun(begun(branch, twice), twice))).toEqual(['q1', 'a1', 'q2', 'a2', 'q3', 'a3'])
  })
})

const shown = () => queries.getQueryData<Thread[]>(keys.threads)?.map(({ id }) => id)

describe('a folded thread', () => {
  it('shows the newest summary of each place as soon as it is made', () => {
    queries.setQueryData<Branch>(keys.thread('thread'), branch)
    const summary = { message_id: 'a1', text: 'Bread.', messages: 2, left_out: 0, model_id: 'm', created_at: AT }
    const place = { type: 'run.folded' as const, thread_id: 'thread', run_id: 'run', message_id: 'a3' }
    keep({ ...place, summary })
    keep({ ...place, summary: { ...summary, text: 'Bread and salt.' } })
    const texts = queries.getQueryData<Branch>(keys.thread('thread'))?.summaries.map(({ text }) => text)
    expect(texts).toEqual(['Bread and salt.'])
  })
})

describe('the list of threads', () => {
  beforeEach(() => queries.setQueryData(keys.threads, [thread('b', '2026-11-20T00:00:00Z'), thread('a', '2026-11-19T00:00:00Z')]))

  it('has what changed last at its top', () => {
    keep({ type: 'thread.changed', thread: thread('a', '2026-11-21T00:00:00Z') })
    expect(shown()).toEqual(['a', 'b'])
  })

  it('takes in a new one and lets a removed one go', () => {
    keep({ type: 'thread.changed', thread: thread('c', '2026-11-22T00:00:00Z') })
    keep({ type: 'thread.removed', thread_id: 'b' })
    expect(shown()).toEqual(['c', 'a'])
  })
})

const offered = () => queries.getQueryData<ModelOffers>(keys.modelOffers)?.offers[0]?.choices[0]
const held = () => queries.getQueryData<RepositoryHolding>(keys.holding('a/b'))?.choices
const coming = () => queries.getQueryData<Download[]>(keys.modelDownloads)

describe('a model that is fetched', () => {
  const download: Download = { id: 'model-1', name: 'Small', status: 'running', done: 1, total: 4, rate: 1, problem: null }
  const choice: VariantChoice = {
    id: 'small', quantisation: 'Q4_K_M', files: [], size: 4, here: false, model_id: null, download_id: 'model-1', download: null,
  }
  const other = { ...choice, id: 'other', download_id: 'model-2' }

  beforeEach(() => {
    queries.setQueryData(keys.modelDownloads, [])
    queries.setQueryData(keys.modelOffers, { offers: [{ choices: [choice] }], hub: '' } as unknown as ModelOffers)
    queries.setQueryData(keys.holding('a/b'), { choices: [choice, other] } as unknown as RepositoryHolding)
  })

  it('is told wherever it is offered, until it is here', () => {
    keep({ type: 'download.changed', download })
    expect([offered()?.download, held()?.[0]?.download, held()?.[1]?.download]).toEqual([download, download, null])
    keep({ type: 'download.changed', download: { ...download, status: 'done' } })
    expect([offered()?.here, held()?.[0]?.here, held()?.[1]?.here]).toEqual([true, true, false])
    expect(held()?.[0]?.download).toBeNull()
  })

  it('stands among what is coming, and no voice does', () => {
    keep({ type: 'download.changed', download })
    keep({ type: 'download.changed', download: { ...download, id: 'a-voice' } })
    keep({ type: 'download.changed', download: { ...download, done: 2 } })
    expect(coming()).toEqual([{ ...download, done: 2 }])
    keep({ type: 'download.changed', download: { ...download, status: 'cancelled' } })
    expect(coming()).toEqual([])
  })
})
