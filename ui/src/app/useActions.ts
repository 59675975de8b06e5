// What each shortcut does: the one list behind the keys and the commands.
import { useMemo } from 'react'
import { useNavigate, useParams } from 'react-router'
import { retry } from '../api/actions'
import { keys, queries } from '../api/queries'
import { textOf, type Branch, type Message } from '../api/types'
import { showModelMenu } from '../features/models'
import { runIn, useLive } from '../live'
import { copy } from '../shared/copy'
import { i18n } from '../shared/i18n'
import { pauseOrGoOn } from '../shared/speech'
import type { Shortcut } from '../shared/shortcuts'
import { tell, tellError } from '../shared/toasts'
import { showInspector, useInspector } from './inspector'
import { openHelp, openKeys, openSearch, openSettings, showSidebar, usePanels } from './panels'

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

/** What each shortcut does; nothing when there is nothing to do it to. */
export function useActions(): Record<Shortcut, () => void> {
  const navigate = useNavigate()
  const { threadId } = useParams()
  return useMemo(
    () => ({
      new_thread: () => void navigate('/'),
      sidebar: () => showSidebar(!usePanels.getState().sidebar),
      inspector: () => showInspector(!useInspector.getState().open),
      models: () => showModelMenu(true),
      settings: () => openSettings(),
      help: () => openHelp(),
      search: openSearch,
      shortcuts: openKeys,
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
    }),
    [navigate, threadId],
  )
}
