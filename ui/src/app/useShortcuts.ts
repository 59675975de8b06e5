// The keys of the page, in one place; each does what a button does as well.
import { useEffect } from 'react'
import { useNavigate, useParams } from 'react-router'
import { cancel, retry } from '../api/actions'
import { keys, queries } from '../api/queries'
import { textOf, type Branch, type Message } from '../api/types'
import { runIn, useLive } from '../live'
import { tookHintAway } from '../shared/Button'
import { copy } from '../shared/copy'
import { i18n } from '../shared/i18n'
import { useLoudspeaker } from '../shared/loudspeaker'
import { pauseOrGoOn, stopSpeaking } from '../shared/speech'
import { shortcutOf, type Shortcut } from '../shared/Shortcuts'
import { tell, tellError } from '../shared/toasts'
import { openHelp, openSearch, showSidebar, usePanels } from './panels'

// These open in the place of another panel, or act on what is heard there too.
const OVER_OTHERS: ReadonlySet<Shortcut> = new Set(['settings', 'help', 'shortcuts', 'search', 'pause'])

function lastReply(threadId: string | undefined): Message | undefined {
  const branch = threadId && queries.getQueryData<Branch>(keys.thread(threadId))
  return branch ? branch.messages.findLast((message) => message.role === 'assistant') : undefined
}

function lastCode(): string | undefined {
  return [...document.querySelectorAll<HTMLElement>('[data-code]')].at(-1)?.textContent ?? undefined
}

async function copied(text: string | undefined): Promise<void> {
  if (text && (await copy(text))) tell({ title: i18n.t('copied') })
}

function stop(threadId: string | undefined): void {
  const run = runIn(useLive.getState(), threadId)
  if (run) void cancel(run.run.id).catch(tellError)
  else if (useLive.getState().speech.status !== 'idle' || useLoudspeaker.getState().saying) stopSpeaking()
}

export function useShortcuts(): void {
  const navigate = useNavigate()
  const { threadId } = useParams()

  useEffect(() => {
    const actions: Record<Shortcut, () => void> = {
      new_thread: () => void navigate('/'),
      sidebar: () => showSidebar(!usePanels.getState().sidebar),
      settings: () => usePanels.setState({ settings: 'general', keys: false, help: null, search: false }),
      help: () => openHelp(),
      search: openSearch,
      shortcuts: () => usePanels.setState({ keys: true, settings: null, help: null, search: false }),
      copy_reply: () => {
        const reply = lastReply(threadId)
        void copied(reply && textOf(useLive.getState().runs[reply.id]?.message ?? reply))
      },
      copy_code: () => void copied(lastCode()),
      retry: () => {
        const reply = lastReply(threadId)
        if (reply && !runIn(useLive.getState(), threadId)) void retry(reply.id).catch(tellError)
      },
      pause: pauseOrGoOn,
    }
    const pressed = (event: KeyboardEvent) => {
      if (event.isComposing) return
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
  }, [navigate, threadId])
}
