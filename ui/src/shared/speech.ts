// What is being said, by the computer's loudspeaker or by the page's own, and how it is stopped.
import { hush } from '../api/actions'
import { useLive } from '../live'
import { quieten, useLoudspeaker } from './loudspeaker'
import { tellError } from './toasts'

export function useSaid(): { text: string; messageId: string | null } | null {
  const here = useLoudspeaker((loudspeaker) => loudspeaker.saying)
  const speech = useLive((live) => live.speech)
  if (here) return here
  return speech.status !== 'idle' ? { text: speech.text, messageId: speech.message_id ?? null } : null
}

/** Whether this message is being read aloud. */
export function useSpoken(messageId: string): boolean {
  const here = useLoudspeaker((loudspeaker) => loudspeaker.saying?.messageId === messageId)
  const there = useLive((live) => live.speech.status !== 'idle' && live.speech.message_id === messageId)
  return here || there
}

export function stopSpeaking(): void {
  quieten()
  void hush().catch(tellError)
}
