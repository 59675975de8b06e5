import { act, renderHook } from '@testing-library/react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { hush, steer } from '../api/actions'
import type { SpeechState, UtteranceReady } from '../api/types'
import { AT_REST, useLive } from '../live'
import { useLoudspeaker } from './loudspeaker'
import { pauseOrGoOn, stopSpeaking, useSaid, useSpoken } from './speech'

vi.mock('../api/actions', () => ({
  hush: vi.fn(() => Promise.resolve()),
  steer: vi.fn(() => Promise.resolve()),
  played: vi.fn(() => Promise.resolve()),
}))

const WORD = { here: { start: 0, end: 4 }, source: { start: 10, end: 14 } }

function server(fields: Partial<SpeechState>): void {
  act(() => useLive.setState({ speech: { ...AT_REST.speech, status: 'playing', message_id: 'm', ...fields } }))
}

function page(index: number): void {
  const saying: UtteranceReady = {
    type: 'speech.utterance',
    utterance: { id: 'u', text: 'From the page.', index, message_id: 'p', source: { start: 3, end: 9 } },
    url: '/u.wav',
    begins: true,
    last: true,
    marks: [],
  }
  act(() => useLoudspeaker.setState({ saying, word: WORD }))
}

beforeEach(() => {
  vi.clearAllMocks()
  useLive.setState(AT_REST)
  useLoudspeaker.setState({ saying: null, word: null })
})

describe('what is said', () => {
  it('is nothing in silence', () => {
    expect(renderHook(useSaid).result.current).toBeNull()
  })

  it('is what the server tells', () => {
    const { result } = renderHook(useSaid)
    server({ text: 'Good evening.', index: 1, count: 3, word: WORD, source: { start: 10, end: 23 } })
    const said = { text: 'Good evening.', messageId: 'm', index: 1, count: 3, paused: false, word: WORD, source: { start: 10, end: 23 } }
    expect(result.current).toEqual(said)
    server({ status: 'paused' })
    expect(result.current?.paused).toBe(true)
  })

  it('is what the page itself plays, also when the server is done', () => {
    const { result } = renderHook(useSaid)
    page(4)
    expect(result.current).toMatchObject({ text: 'From the page.', messageId: 'p', index: 4, count: 5, word: WORD })
    server({ text: 'Another.', index: 5, count: 9 })
    expect(result.current).toMatchObject({ text: 'From the page.', count: 9 })
  })

  it('belongs to one message', () => {
    const [m, p] = [renderHook(() => useSpoken('m')), renderHook(() => useSpoken('p'))]
    expect([m.result.current, p.result.current]).toEqual([false, false])
    server({})
    expect([m.result.current, p.result.current]).toEqual([true, false])
    server({ status: 'idle' })
    page(0)
    expect([m.result.current, p.result.current]).toEqual([false, true])
  })
})

describe('what one does with it', () => {
  it('is paused and goes on with the same key', () => {
    pauseOrGoOn()
    expect(steer).not.toHaveBeenCalled()
    server({})
    pauseOrGoOn()
    expect(steer).toHaveBeenLastCalledWith('pause')
    server({ status: 'paused' })
    pauseOrGoOn()
    expect(steer).toHaveBeenLastCalledWith('resume')
  })

  it('is silent at once when it is stopped', () => {
    page(0)
    stopSpeaking()
    expect(useLoudspeaker.getState().saying).toBeNull()
    expect(hush).toHaveBeenCalledOnce()
  })
})
