// Plays utterances in the page, one after the other, where the computer has no sound device of its own.
import { create } from 'zustand'
import { played } from '../api/actions'
import type { Mark, SpokenWord, UtteranceReady } from '../api/types'

const SILENT = { saying: null, word: null }

/** What the page itself is saying, and the word that is heard; null in silence. */
export const useLoudspeaker = create<{ saying: UtteranceReady | null; word: SpokenWord | null }>(() => SILENT)

const waiting: UtteranceReady[] = []
let sounding: HTMLAudioElement | null = null
const failed = new WeakSet<HTMLAudioElement>()
let complete = true
let held = false
let volume = 1

function next(): void {
  const ready = waiting.shift()
  if (!ready) {
    sounding = null
    useLoudspeaker.setState(SILENT)
    return
  }
  const audio = new Audio(ready.url)
  sounding = audio
  audio.volume = volume
  useLoudspeaker.setState({ saying: ready, word: null })
  const goOn = () => {
    if (sounding !== audio) return
    void played(ready.utterance.id).catch(() => undefined)
    next()
  }
  audio.addEventListener('ended', goOn)
  // A sentence that cannot be played, or may not yet be, is passed over; the others are heard. While all is held nothing
  // is passed over: it is loaded once more when it goes on.
  audio.addEventListener('error', () => (held ? failed.add(audio) : goOn()))
  if (held) return
  // Who pauses while it still loads breaks its start off, and wants to hear it later.
  audio.play().catch(() => held || goOn())
  follow(audio, ready.marks)
}

/** Tells the word that is heard, by the clock of the sound. */
function follow(audio: HTMLAudioElement, marks: Mark[]): void {
  if (sounding !== audio || held || marks.length === 0) return
  const word = marks.findLast((mark) => mark.seconds <= audio.currentTime)?.word ?? null
  if (word !== useLoudspeaker.getState().word) useLoudspeaker.setState({ word })
  requestAnimationFrame(() => follow(audio, marks))
}

/** Says an utterance after those before it; the first of a new reading takes the place of an older reading. */
export function play(ready: UtteranceReady): void {
  if (ready.begins) quieten()
  complete = ready.last
  waiting.push(ready)
  if (!sounding) next()
}

/** Keeps what is said where it is, or goes on with it. */
export function hold(paused: boolean): void {
  if (held === paused) return
  held = paused
  const [audio, { saying }] = [sounding, useLoudspeaker.getState()]
  if (!audio || !saying) return
  if (paused) return audio.pause()
  if (failed.has(audio)) {
    waiting.unshift(saying)
    return next()
  }
  void audio.play().catch(() => undefined)
  follow(audio, saying.marks)
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
  useLoudspeaker.setState(SILENT)
}

/** The server has nothing more to say: a reading that it sent whole is played to its end, any other was stopped. */
export function serverIsSilent(): void {
  if (!complete) quieten()
}
