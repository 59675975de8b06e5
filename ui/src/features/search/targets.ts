// What can be chosen among the results: threads whose title fits, and messages, in the order in which they are drawn.
import type { Found } from '../../api/schema'

export interface Target {
  threadId: string
  /** None for the thread itself. */
  messageId: string | undefined
}

export function targetsOf(found: Found | undefined): Target[] {
  return (found?.threads ?? []).flatMap(({ thread_id, marks, messages }) => [
    ...(marks.length > 0 ? [{ threadId: thread_id, messageId: undefined }] : []),
    ...messages.map(({ message_id }) => ({ threadId: thread_id, messageId: message_id })),
  ])
}

export function idOf({ threadId, messageId }: Target): string {
  return `found-${messageId ?? threadId}`
}
