// What was said in a thread before, walked with the arrows as in a shell.
import { keys, queries } from '../../api/queries'
import { textOf, type Branch } from '../../api/types'

/** One's own messages of a thread, the oldest first; of equal neighbours only one. */
export function ownMessages(threadId: string | undefined): string[] {
  const branch = threadId && queries.getQueryData<Branch>(keys.thread(threadId))
  if (!branch) return []
  const own = branch.messages.filter((message) => message.role === 'user').map(textOf)
  return own.filter((text, index) => text.trim() && text !== own[index + 1])
}

/** Where an arrow leads from `at` (null: the draft) among `count` messages; undefined when it leads nowhere. */
export function step(key: string, at: number | null, count: number): number | null | undefined {
  if (key === 'ArrowUp') {
    const older = (at ?? count) - 1
    return older >= 0 ? older : undefined
  }
  if (key !== 'ArrowDown' || at === null) return undefined
  return at + 1 < count ? at + 1 : null
}

/** Whether an arrow would leave the text, with the caret at a place in it. */
export function leaves(key: string, text: string, caret: number): boolean {
  return key === 'ArrowUp' ? !text.slice(0, caret).includes('\n') : !text.slice(caret).includes('\n')
}
