// Plays utterances in the page, one after the other, where the computer has no sound device of its own.
import { create } from 'zustand'
import { queries, keys } from '../../api/queries'
import type { Settings, UtteranceReady } from '../../api/types'

/** What the page itself is saying. */
export const usePlayer = create<{ text: string | null }>(() => ({ text: null }))

const waiting: UtteranceReady[] = []
let sounding: HTMLAudioElement | null = null

function next(): void {
  const utterance = waiting.shift()
  if (!utterance) {
    sounding = null
    usePlayer.setState({ text: null })
    return
  }
  const audio = new Audio(utterance.url)
  sounding = audio
  audio.volume = queries.getQueryData<Settings>(keys.settings)?.volume ?? 1
  usePlayer.setState({ text: utterance.utterance.text })
  const goOn = () => {
    if (sounding === audio) next()
  }
  audio.addEventListener('ended', goOn)
  // A sentence that cannot be played, or may not yet be, is passed over; the others are heard.
  audio.addEventListener('error', goOn)
  audio.play().catch(goOn)
}

export function play(utterance: UtteranceReady): void {
  // The first of a new reading takes the place of what is left of an older one.
  if (utterance.utterance.index === 0) quieten()
  waiting.push(utterance)
  if (!sounding) next()
}

export function quieten(): void {
  waiting.length = 0
  sounding?.pause()
  sounding = null
  usePlayer.setState({ text: null })
}
