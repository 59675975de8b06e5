// What is being said, by the computer's loudspeaker or by the page's own, and how it is stopped.
import { hush, steer } from '../api/actions'
import type { Span, SpokenWord } from '../api/types'
import { useLive, type Live } from '../live'
import { quieten, useLoudspeaker } from './loudspeaker'
import { tellError } from './toasts'

export interface Said {
  text: string
  messageId: string | null
  /** Which sentence it is, from 0, of how many that are known so far. */
  index: number
  count: number
  paused: boolean
  word: SpokenWord | null
  /** Where the sentence stands in the message's text, in characters. */
  source: Span | null
}

/** Null in silence. While the page itself plays it knows best: the server may have nothing more to say already. */
export function useSaid(): Said | null {
  const { saying, word } = useLoudspeaker()
  const speech = useLive((live) => live.speech)
  const { count, status } = speech
  if (saying) {
    const { text, message_id: messageId, index, source } = saying.utterance
    const paused = status === 'paused'
    return { text, messageId: messageId ?? null, index, count: Math.max(count, index + 1), paused, word, source: source ?? null }
  }
  return status === 'idle' ? null : ofServer(speech)
}

function ofServer(speech: Live['speech']): Said {
  const { text, message_id: messageId, index, count, status, word, source } = speech
  return { text, messageId: messageId ?? null, index, count, paused: status === 'paused', word: word ?? null, source: source ?? null }
}

/** Whether this message is being read aloud. */
export function useSpoken(messageId: string): boolean {
  const here = useLoudspeaker((loudspeaker) => loudspeaker.saying?.utterance.message_id === messageId)
  const there = useLive((live) => live.speech.status !== 'idle' && live.speech.message_id === messageId)
  return here || there
}

/** What is said is paused, gone on with, or led to another sentence. */
export function lead(how: Parameters<typeof steer>[0]): void {
  void steer(how).catch(tellError)
}

export function pauseOrGoOn(): void {
  const { status } = useLive.getState().speech
  if (status !== 'idle') lead(status === 'paused' ? 'resume' : 'pause')
}

export function stopSpeaking(): void {
  quieten()
  void hush().catch(tellError)
}
