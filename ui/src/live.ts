// What is in flight: runs being written, the model being loaded, what is spoken, and the line to the server.
import { create } from 'zustand'
import type { Event, LiveRun, ModelState, Part, RunDelta, RunPart, SpeechState } from './api/types'

export type Line = 'connecting' | 'connected' | 'reconnecting' | 'lost'

/** A run in flight; `written` counts each part in characters as the server does (code points, not UTF-16 units). */
export interface Writing extends LiveRun {
  written: number[]
}

export interface Live {
  line: Line
  runs: Readonly<Record<string, Writing>>
  /** The model that answers, and all that are loaded, wait or failed, by their ids. */
  model: ModelState | null
  models: Readonly<Record<string, ModelState>>
  speech: SpeechState
  /** Counts the gaps seen; each asks for a fresh snapshot. */
  gaps: number
}

export const SILENT: SpeechState = {
  status: 'idle', message_id: null, text: '', output: 'device', index: 0, count: 0, complete: false,
}

export const AT_REST: Live = { line: 'connecting', runs: {}, model: null, models: {}, speech: SILENT, gaps: 0 }

export const useLive = create<Live>(() => AT_REST)

export function characters(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

function lengthOf(part: Part): number {
  return 'text' in part ? characters(part.text) : 0
}

function writing(live: LiveRun): Writing {
  return { ...live, written: live.message.parts.map(lengthOf) }
}

function without(runs: Live['runs'], gone: (run: Writing) => boolean): Live['runs'] {
  return Object.fromEntries(Object.entries(runs).filter(([, run]) => !gone(run)))
}

/** Appends a delta; one that was seen before changes nothing, one that leaves a gap is refused with null. */
function append(run: Writing, delta: RunDelta): Writing | null {
  const have = run.written[delta.part] ?? 0
  if (delta.offset > have || delta.part > run.message.parts.length) return null
  const part = run.message.parts[delta.part] ?? { kind: 'text' as const, text: '' }
  if (part.kind !== 'text' && part.kind !== 'reasoning') return null
  const fresh = [...delta.text].slice(have - delta.offset)
  if (fresh.length === 0) return run
  return put(run, delta.part, { ...part, text: part.text + fresh.join('') }, have + fresh.length)
}

/** Takes in a whole part; one that is told again may be fuller than it was (how long was thought), never shorter. */
function place(run: Writing, { index, part }: RunPart): Writing | null {
  if (index > run.message.parts.length) return null
  const length = lengthOf(part)
  return length < (run.written[index] ?? 0) ? run : put(run, index, part, length)
}

function put(run: Writing, index: number, part: Part, length: number): Writing {
  const parts = [...run.message.parts]
  const written = [...run.written]
  parts[index] = part
  written[index] = length
  return { ...run, run: { ...run.run, status: 'running' }, message: { ...run.message, parts }, written }
}

function withModel(models: Live['models'], state: ModelState): Live['models'] {
  return state.model_id ? { ...models, [state.model_id]: state } : models
}

/** The one that answers gives way to one that loads or is ready, not to what is told of others. */
function inFront(model: ModelState | null, state: ModelState): ModelState {
  const comes = state.status === 'loading' || state.status === 'ready' || state.status === 'failed'
  return comes || !model || model.model_id === state.model_id ? state : model
}

/** The state after one event. Runs are kept under the id of the message that they write. */
export function after(live: Live, event: Event): Live {
  switch (event.type) {
    case 'snapshot':
      return {
        ...live,
        runs: Object.fromEntries(event.runs.map((run) => [run.message.id, writing(run)])),
        model: event.model,
        models: [event.model, ...event.models].reduce(withModel, {}),
        speech: event.speech,
      }
    case 'following':
      // What was written in a thread while the page looked elsewhere.
      return { ...live, runs: { ...live.runs, ...Object.fromEntries(event.runs.map((run) => [run.message.id, writing(run)])) } }
    case 'run.started': {
      const started = writing({ run: event.run, message: event.message, read: 0, total: 0, phase: 'reading' })
      return { ...live, runs: { ...live.runs, [event.message.id]: started } }
    }
    case 'run.delta':
    case 'run.part': {
      const run = live.runs[event.message_id]
      const longer = run && (event.type === 'run.delta' ? append(run, event) : place(run, event))
      if (!longer) return { ...live, gaps: live.gaps + 1 }
      return longer === run ? live : { ...live, runs: { ...live.runs, [event.message_id]: longer } }
    }
    case 'run.progress': {
      const run = live.runs[event.message_id]
      if (!run) return live
      const { read, total, phase } = event
      const reading = { ...run, run: { ...run.run, status: 'running' as const }, read, total, phase }
      return { ...live, runs: { ...live.runs, [event.message_id]: reading } }
    }
    case 'run.folded': {
      const run = live.runs[event.message_id]
      if (!run) return live
      const folded = { ...run.run, folded_id: event.summary.message_id }
      return { ...live, runs: { ...live.runs, [event.message_id]: { ...run, run: folded, read: 0, total: 0, phase: 'reading' } } }
    }
    case 'run.ended':
      return { ...live, runs: without(live.runs, (run) => run.run.id === event.run.id) }
    case 'thread.removed':
      return { ...live, runs: without(live.runs, (run) => run.run.thread_id === event.thread_id) }
    case 'model.state':
      return { ...live, model: inFront(live.model, event.state), models: withModel(live.models, event.state) }
    case 'speech.state':
      return { ...live, speech: event.state }
    case 'speech.word':
      return event.index === live.speech.index ? { ...live, speech: { ...live.speech, word: event.word } } : live
    default:
      return live
  }
}

export function runIn(live: Live, threadId: string | undefined): Writing | undefined {
  return Object.values(live.runs).find((run) => run.run.thread_id === threadId)
}
