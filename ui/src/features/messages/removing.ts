// Deletes a message with all that follows it, and says how to have it back.
import { removeMessage } from '../../api/actions'
import { keys, queries } from '../../api/queries'
import type { Branch, Message } from '../../api/types'
import { number } from '../../shared/format'
import { i18n } from '../../shared/i18n'
import { tell, tellError } from '../../shared/toasts'

export async function removeWithUndo(message: Message): Promise<void> {
  const branch = queries.getQueryData<Branch>(keys.thread(message.thread_id))
  const place = branch?.messages.findIndex(({ id }) => id === message.id) ?? -1
  const count = branch && place >= 0 ? branch.messages.length - place : 1
  // Its row goes, and the focus must not go with it.
  document.querySelector<HTMLElement>('[data-scroller]')?.focus({ preventScroll: true })
  const undo = await removeMessage(message)
  tell({
    title: i18n.t('message_deleted', { count, shown: number(count) }),
    action: { label: i18n.t('undo'), run: () => void undo().catch(tellError) },
  })
}
