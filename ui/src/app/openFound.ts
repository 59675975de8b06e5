// Opens a thread at a message that was found in it, on the branch that holds the message.
import { readBranch, show } from '../api/actions'
import type { Target } from '../features/search'
import { jumpTo } from '../shared/jump'

export async function openFound({ threadId, messageId }: Target, go: (path: string) => void): Promise<void> {
  if (messageId) {
    const { messages } = await readBranch(threadId)
    // To show another branch stops what is written in the thread: not for a message that is shown already.
    if (!messages.some(({ id }) => id === messageId)) await show(threadId, messageId)
    jumpTo(messageId)
  }
  go(`/t/${threadId}`)
}
