// Listens to the keys of the page; each does what a button does as well.
import { useEffect } from 'react'
import { useParams } from 'react-router'
import { cancel } from '../api/actions'
import { runIn, useLive } from '../live'
import { tookHintAway } from '../shared/Button'
import { useLoudspeaker } from '../shared/loudspeaker'
import { shortcutOf, type Shortcut } from '../shared/shortcuts'
import { stopSpeaking } from '../shared/speech'
import { tellError } from '../shared/toasts'
import { useActions } from './useActions'

// These open in the place of another panel, or act on what is heard there too.
const OVER_OTHERS: ReadonlySet<Shortcut> = new Set(['settings', 'help', 'shortcuts', 'search', 'inspector', 'pause'])

export function stop(threadId: string | undefined): void {
  const run = runIn(useLive.getState(), threadId)
  if (run) void cancel(run.run.id).catch(tellError)
  else if (useLive.getState().speech.status !== 'idle' || useLoudspeaker.getState().saying) stopSpeaking()
}

export function useShortcuts(): void {
  const actions = useActions()
  const { threadId } = useParams()

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      // Where new keys are being chosen, they do nothing else.
      if (event.isComposing || (event.target instanceof Element && event.target.closest('[data-takes-keys]'))) return
      const covered = document.querySelector('[role=dialog], [role=menu]') !== null
      const taken = event.defaultPrevented && !tookHintAway(event)
      if (event.key === 'Escape' && !covered && !taken) return stop(threadId)
      const shortcut = shortcutOf(event)
      if (!shortcut) return
      // Even when there is nothing to retry, Ctrl+R must not throw the page away.
      event.preventDefault()
      if (!event.repeat && (!covered || OVER_OTHERS.has(shortcut))) actions[shortcut]()
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [actions, threadId])
}
