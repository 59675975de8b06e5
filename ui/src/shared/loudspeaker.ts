// Plays utterances in the page, one after the other, where the computer has no sound device of its own.
import { create } from 'zustand'
import type { UtteranceReady } from '../api/types'

interface Saying {
  text: string
  messageId: string | null
}

/** What the page itself is saying; null in silence. */
export const useLoudspeaker = create<{ saying: Saying | null }>(() => ({ saying: null }))

const waiting: UtteranceReady[] = []
let sounding: HTMLAudioElement | null = null
let complete = true
let volume = 1

function next(): void {
  const ready = waiting.shift()
  if (!ready) {
    sounding = null
    useLoudspeaker.setState({ saying: null })
    return
  }
  const audio = new Audio(ready.url)
  sounding = audio
  audio.volume = volume
  useLoudspeaker.setState({ saying: { text: ready.utterance.text, messageId: ready.utterance.message_id ?? null } })
  const goOn = () => {
    if (sounding === audio) next()
  }
  audio.addEventListener('ended', goOn)
  // A sentence that cannot be played, or may not yet be, is passed over; the others are heard.
  audio.addEventListener('error', goOn)
  audio.play().catch(goOn)
}

/** Says an utterance after those before it; the first of a new reading takes the place of an older reading. */
export function play(ready: UtteranceReady): void {
  if (ready.begins) quieten()
  complete = ready.last
  waiting.push(ready)
  if (!sounding) next()
}

export function setVolume(wanted: number): void {
  volume = wanted
  if (sounding) sounding.volume = wanted
}

export function quieten(): void {
  waiting.length = 0
  complete = true
  sounding?.pause()
  sounding = null
  useLoudspeaker.setState({ saying: null })
}

/** The server has nothing more to say: a reading that it sent whole is played to its end, any other was stopped. */
export function serverIsSilent(): void {
  if (!complete) quieten()
}
