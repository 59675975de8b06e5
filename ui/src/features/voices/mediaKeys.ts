// The keys of keyboards and headphones: the system gives them to who plays, so the page plays silence along with a voice.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useLoudspeaker } from '../../shared/loudspeaker'
import { lead, stopSpeaking, type Said } from '../../shared/speech'

const SECONDS = 10 // what lasts less than 5 is taken for a chime, and gets no keys
const RATE = 8000
const HERE = ['127.0.0.1', 'localhost', '[::1]']

const KEYS: readonly [MediaSessionAction, () => void][] = [
  ['play', () => lead('resume')],
  ['pause', () => lead('pause')],
  ['nexttrack', () => lead('next')],
  ['previoustrack', () => lead('previous')],
  ['stop', stopSpeaking],
]

/** While something is said: it is paused, gone on with, led and stopped by those keys. What is said is told to nobody. */
export function useMediaKeys(said: Said | null): void {
  const { t } = useTranslation()
  const silence = useRef<HTMLAudioElement>(null)
  const speaking = said !== null
  const paused = said?.paused ?? false
  // On another device than the computer that speaks it would only end the music there.
  const audible = useLoudspeaker(({ saying }) => saying !== null) || HERE.includes(location.hostname)
  useEffect(() => {
    if (!speaking || !('mediaSession' in navigator)) return
    const session = navigator.mediaSession
    for (const [key, act] of KEYS) session.setActionHandler(key, act)
    session.metadata = new MediaMetadata({ title: t('speaking'), artist: 'Fireside' })
    return () => {
      for (const [key] of KEYS) session.setActionHandler(key, null)
      session.metadata = null
      session.playbackState = 'none'
    }
  }, [speaking, t])
  useEffect(() => {
    if (!speaking || !audible || !('mediaSession' in navigator)) return
    const url = URL.createObjectURL(new Blob([wave()], { type: 'audio/wav' }))
    const audio = new Audio(url)
    audio.loop = true
    silence.current = audio
    return () => {
      audio.pause()
      audio.removeAttribute('src')
      audio.load() // only so the sound device is given back
      URL.revokeObjectURL(url)
    }
  }, [speaking, audible])
  useEffect(() => {
    if (!speaking || !('mediaSession' in navigator)) return
    navigator.mediaSession.playbackState = paused ? 'paused' : 'playing'
    if (!audible) return
    if (paused) silence.current?.pause()
    else silence.current?.play().catch(() => undefined) // who has not touched the page yet has no keys
  }, [speaking, audible, paused])
}

/** A WAV file, 8 bit, in which nothing is heard. */
function wave(): ArrayBuffer {
  const size = RATE * SECONDS
  const file = new Uint8Array(44 + size).fill(0x80, 44)
  const view = new DataView(file.buffer)
  const write = (at: number, letters: string) => file.set(new TextEncoder().encode(letters), at)
  write(0, 'RIFF')
  view.setUint32(4, 36 + size, true)
  write(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true) // PCM
  view.setUint16(22, 1, true) // mono
  view.setUint32(24, RATE, true)
  view.setUint32(28, RATE, true)
  view.setUint16(32, 1, true)
  view.setUint16(34, 8, true)
  write(36, 'data')
  view.setUint32(40, size, true)
  return file.buffer
}
