import { describe, expect, it } from 'vitest'
import type { Event, LiveRun, ModelState, Part } from './api/types'
import { after, AT_REST, runIn, SILENT, type Live } from './live'

function liveRun(text = ''): LiveRun {
  const run = {
    id: 'run', thread_id: 'thread', message_id: 'reply', model_id: 'starter', status: 'queued' as const,
    created_at: '2026-11-21T00:00:00Z', read_tokens: 0, tokens: 0, left_out: 0,
  }
  const message = {
    id: 'reply', thread_id: 'thread', parent_id: 'asked', role: 'assistant' as const,
    parts: text ? [{ kind: 'text' as const, text }] : [], created_at: run.created_at, siblings: ['reply'], spoken: false, run,
  }
  return { run, message, read: 0, total: 0, phase: 'reading' }
}

function started(text = ''): Event {
  const { run, message } = liveRun(text)
  const thread = { id: 'thread', title: '', titled_by_hand: false, pinned: false, archived: false, created_at: run.created_at, updated_at: run.created_at }
  return { type: 'run.started', thread, run, message }
}

function delta(offset: number, text: string, part = 0): Event {
  return { type: 'run.delta', thread_id: 'thread', run_id: 'run', message_id: 'reply', part, offset, text, thought: false }
}

function whole(index: number, part: Part): Event {
  return { type: 'run.part', thread_id: 'thread', run_id: 'run', message_id: 'reply', index, part }
}

function thought(text: string, seconds: number | null = null): Part {
  return { kind: 'reasoning', text, seconds }
}

function all(...events: Event[]): Live {
  return events.reduce(after, AT_REST)
}

function shown(live: Live): string {
  return live.runs.reply?.message.parts.map((part) => ('text' in part ? part.text : part.name)).join('|') ?? ''
}

const settings = {
  theme: 'system' as const, text_size: 100, shortcuts: {}, language: 'system' as const, voice_id: 'espeak:en-us', speak_replies: false, speed: 1,
  volume: 1, system_prompt: '', temperature: 0.7, max_tokens: 2048, offline: false, cache_gb: 4, keep_model_minutes: 15, welcomed: false, voice_cache_mb: 500,
  check_updates: false, download_mb_s: 0, proxy: 'system',
  background: false, quick_ask: false, quick_ask_keys: 'Ctrl+Alt+Space',
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
    const live = all(started(), { type: 'run.progress', thread_id: 'thread', run_id: 'run', message_id: 'reply', read: 512, total: 2048, phase: 'reading' })
    expect(live.runs.reply).toMatchObject({ read: 512, total: 2048, phase: 'reading' })
  })

  it('tells how far older messages are folded, and up to where they are', () => {
    const place = { thread_id: 'thread', run_id: 'run', message_id: 'reply' }
    const folding = all(started(), { type: 'run.progress', ...place, read: 512, total: 2048, phase: 'folding' })
    expect(folding.runs.reply).toMatchObject({ read: 512, total: 2048, phase: 'folding' })
    const summary = { message_id: 'older', text: 'Bread.', messages: 4, left_out: 0, model_id: 'm', created_at: '2026-11-21T00:00:00Z' }
    const folded = after(folding, { type: 'run.folded', ...place, summary })
    expect(folded.runs.reply).toMatchObject({ read: 0, total: 0, phase: 'reading', run: { folded_id: 'older' } })
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

describe('a whole part', () => {
  const sum: Part = { kind: 'tool_result', name: 'calculator', text: '12 × 34 = 408', call_id: '' }
  const call: Part = { kind: 'tool_call', id: 'c', name: 'search', arguments: '{}' }

  it('stands before the words that follow it, and after those that came before', () => {
    expect(shown(all(started(), whole(0, sum), delta(0, 'That is ', 1), delta(8, '408.', 1)))).toBe('12 × 34 = 408|That is 408.')
    expect(shown(all(started(), delta(0, 'Let me see.'), whole(1, call), whole(2, sum), delta(0, 'There.', 3)))).toBe('Let me see.|search|12 × 34 = 408|There.')
  })

  it('begins to run what was queued', () => {
    expect(all(started(), whole(0, sum)).runs.reply?.run.status).toBe('running')
  })

  it('changes nothing when it is told twice', () => {
    const once = all(started(), whole(0, sum), delta(0, 'So: 408', 1))
    expect(shown(after(once, whole(0, sum)))).toBe(shown(once))
    expect(after(once, whole(0, sum)).gaps).toBe(0)
  })

  it('is a gap when a part before it was missed, or its run was never met', () => {
    expect(all(started(), whole(1, sum)).gaps).toBe(1)
    expect(shown(all(started(), whole(1, sum)))).toBe('')
    expect(all(whole(0, sum)).gaps).toBe(1)
    expect(all(started(), delta(0, 'after two parts', 2)).gaps).toBe(1)
  })

  it('takes words only where words belong', () => {
    expect(all(started(), whole(0, sum), delta(13, ' or so')).gaps).toBe(1)
    expect(all(started(), whole(0, call), delta(0, 'x')).gaps).toBe(1)
  })

  it('of thinking grows by deltas, and is told again when it is known how long it took', () => {
    const live = all(started(), whole(0, thought('')), delta(0, 'Twelve times '), delta(13, 'thirty-four.'))
    expect(live.runs.reply?.message.parts).toEqual([thought('Twelve times thirty-four.')])
    const done = after(live, whole(0, thought('Twelve times thirty-four.', 3.2)))
    expect(done.runs.reply?.message.parts).toEqual([thought('Twelve times thirty-four.', 3.2)])
    expect(shown(after(done, whole(0, thought(''))))).toBe('Twelve times thirty-four.')
  })

  it('goes on after a snapshot that has it', () => {
    const told = liveRun()
    told.message.parts = [call, sum, { kind: 'text', text: 'So ' }]
    const live = after(AT_REST, {
      type: 'snapshot', runs: [told], model: { status: 'ready', progress: 1, gpu_layers: 0, layers: 0, context: 0, fit: '', waits_for: '' },
      models: [], speech: SILENT, settings,
    })
    expect(shown(after(live, delta(3, 'it is 408', 2)))).toBe('search|12 × 34 = 408|So it is 408')
  })
})

describe('a snapshot', () => {
  const model = { status: 'ready' as const, progress: 1, gpu_layers: 0, layers: 8, context: 1024, fit: '', waits_for: '' }

  it('takes the place of everything that was in flight', () => {
    const live = after(all(started(), delta(0, 'old')), {
      type: 'snapshot', runs: [liveRun('as far as it is')], model, models: [], speech: SILENT, settings,
    })
    expect(shown(live)).toBe('as far as it is')
    expect(shown(after(live, delta(15, ' written')))).toBe('as far as it is written')
    expect(live.model?.status).toBe('ready')
  })
})

describe('models', () => {
  const common = { progress: 1, gpu_layers: 0, layers: 8, context: 1024, fit: '', waits_for: '' }
  const state = (model_id: string, status: ModelState['status']) => ({ type: 'model.state' as const, state: { ...common, model_id, status } })

  it('are each as was told of it last, and one of them answers', () => {
    const live = [state('a', 'ready'), state('a', 'idle'), state('b', 'loading'), state('c', 'waiting'), state('b', 'ready')].reduce(after, AT_REST)
    expect(Object.entries(live.models).map(([id, { status }]) => `${id} ${status}`)).toEqual(['a idle', 'b ready', 'c waiting'])
    expect(live.model?.model_id).toBe('b')
    expect(after(live, state('a', 'crashed')).model?.status).toBe('ready')
    expect(after(live, state('b', 'crashed')).model?.status).toBe('crashed')
  })

  it('are as the snapshot says', () => {
    const { state: idle } = state('a', 'idle')
    const { state: ready } = state('b', 'ready')
    const live = after(after(AT_REST, state('gone', 'ready')), {
      type: 'snapshot', runs: [], model: ready, models: [ready, idle], speech: SILENT, settings,
    })
    expect(Object.keys(live.models).toSorted()).toEqual(['a', 'b'])
  })
})
