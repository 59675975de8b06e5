import { describe, expect, it } from 'vitest'
import type { Event, LiveRun } from './api/types'
import { after, AT_REST, runIn, type Live } from './live'

function liveRun(text = ''): LiveRun {
  const run = {
    id: 'run', thread_id: 'thread', message_id: 'reply', model_id: 'starter', status: 'queued' as const,
    created_at: '2026-11-21T00:00:00Z', read_tokens: 0, tokens: 0, left_out: 0,
  }
  const message = {
    id: 'reply', thread_id: 'thread', parent_id: 'asked', role: 'assistant' as const,
    parts: text ? [{ kind: 'text' as const, text }] : [], created_at: run.created_at, siblings: ['reply'], run,
  }
  return { run, message, read: 0, total: 0 }
}

function started(text = ''): Event {
  const { run, message } = liveRun(text)
  const thread = { id: 'thread', title: '', titled_by_hand: false, created_at: run.created_at, updated_at: run.created_at }
  return { type: 'run.started', thread, run, message }
}

function delta(offset: number, text: string, part = 0): Event {
  return { type: 'run.delta', thread_id: 'thread', run_id: 'run', message_id: 'reply', part, offset, text }
}

function all(...events: Event[]): Live {
  return events.reduce(after, AT_REST)
}

function shown(live: Live): string {
  return live.runs.reply?.message.parts.map((part) => part.text).join('|') ?? ''
}

describe('a run in flight', () => {
  it('grows by its deltas and is running from the first on', () => {
    const live = all(started(), delta(0, 'By the '), delta(7, 'fire'))
    expect(shown(live)).toBe('By the fire')
    expect(runIn(live, 'thread')?.run.status).toBe('running')
  })

  it('counts as the server does: characters, not UTF-16 units', () => {
    const live = all(started(), delta(0, '🔥🔥'), delta(2, ' warm'))
    expect(shown(live)).toBe('🔥🔥 warm')
    expect(live.gaps).toBe(0)
  })

  it('takes what it has seen before only once, also when it overlaps', () => {
    const live = all(started(), delta(0, 'ember'), delta(0, 'ember'), delta(3, 'ers'))
    expect(shown(live)).toBe('embers')
  })

  it('sees a gap, and keeps what it has', () => {
    const live = all(started(), delta(0, 'one'), delta(9, 'three'))
    expect(shown(live)).toBe('one')
    expect(live.gaps).toBe(1)
  })

  it('sees a gap in a delta of a run that it never met', () => {
    expect(all(delta(0, 'who?')).gaps).toBe(1)
  })

  it('goes on where a continued reply ended', () => {
    expect(shown(all(started('Once upon'), delta(9, ' a time')))).toBe('Once upon a time')
  })

  it('tells how much of the prompt has been read', () => {
    const live = all(started(), { type: 'run.progress', thread_id: 'thread', run_id: 'run', message_id: 'reply', read: 512, total: 2048 })
    expect(live.runs.reply).toMatchObject({ read: 512, total: 2048 })
  })

  it('is over when its own run ends, and not when another of the same message does', () => {
    const { run, message } = liveRun('done')
    const live = all(started())
    expect(after(live, { type: 'run.ended', thread_id: 'thread', run: { ...run, id: 'older' }, message }).runs).toHaveProperty('reply')
    expect(after(live, { type: 'run.ended', thread_id: 'thread', run, message }).runs).toEqual({})
  })

  it('goes with its thread', () => {
    expect(all(started(), { type: 'thread.removed', thread_id: 'thread' }).runs).toEqual({})
  })
})

describe('a snapshot', () => {
  const settings = {
    theme: 'system' as const, language: 'system' as const, voice_id: 'espeak:en-us', speak_replies: false, speed: 1,
    volume: 1, temperature: 0.7, max_tokens: 2048, offline: false,
  }
  const model = { status: 'ready' as const, progress: 1, gpu_layers: 0, layers: 8, context: 1024 }

  it('takes the place of everything that was in flight', () => {
    const speech = { status: 'idle' as const, text: '', output: 'device' as const }
    const live = after(all(started(), delta(0, 'old')), {
      type: 'snapshot', runs: [liveRun('as far as it is')], model, speech, settings,
    })
    expect(shown(live)).toBe('as far as it is')
    expect(shown(after(live, delta(15, ' written')))).toBe('as far as it is written')
    expect(live.model?.status).toBe('ready')
  })
})
