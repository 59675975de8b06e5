// One row of a thread: a message, and the mark after it where a summary stands for all before.
import { memo } from 'react'
import type { Message, Summary } from '../../api/types'
import { useJump } from '../../shared/jump'
import { AssistantMessage } from './AssistantMessage'
import { FoldMark } from './FoldMark'
import { RememberedRow, type Remembered } from './remembered'
import type { OnSource } from './Sources'
import { UserMessage } from './UserMessage'

interface RowProps {
  message: Message
  place: number
  /** How many there are, mounted or not. */
  count: number
  /** Room for the rows before it that are not mounted. */
  before: number
  fold: Summary | undefined
  remembered: Remembered
  measure: (element: Element | null) => void
  onSource: OnSource
}

export const Row = memo(function Row({ message, place, count, before, fold, remembered, measure, onSource }: RowProps) {
  const aglow = useJump((jump) => jump.aglow === message.id)
  return (
    <>
      {before > 0 && <li role="presentation" aria-hidden style={{ height: before }} />}
      <li
        ref={measure}
        data-index={place}
        data-message={message.role}
        data-item={message.id}
        data-aglow={aglow || undefined}
        aria-posinset={place + 1}
        aria-setsize={count}
        tabIndex={-1}
        className="-mx-3 rounded-lg px-3 transition-colors duration-200 outline-none data-aglow:bg-ember-wash"
      >
        <RememberedRow row={message.id} all={remembered}>
          {message.role === 'user' ? (
            <UserMessage message={message} />
          ) : (
            <AssistantMessage message={message} last={place === count - 1} onSource={onSource} />
          )}
          {fold && (
            <div className="mt-4">
              <FoldMark key={fold.created_at} summary={fold} />
            </div>
          )}
        </RememberedRow>
      </li>
    </>
  )
})
