// What was found, by threads: a title with its day, and below it stretches of the messages.
import { useTranslation } from 'react-i18next'
import type { Found, FoundThread } from '../../api/schema'
import { date } from '../../shared/format'
import { Marked } from './Marked'
import { Option } from './Option'
import { idOf, type Target } from './targets'

interface ResultsProps {
  found: Found
  /** The id of what Enter opens. */
  active: string | undefined
  onActive: (id: string) => void
  onOpen: (target: Target) => void
}

export function Results({ found, active, onActive, onOpen }: ResultsProps) {
  return found.threads.map((thread) => (
    <Thread key={thread.thread_id} thread={thread} active={active} onActive={onActive} onOpen={onOpen} />
  ))
}

interface ThreadProps extends Omit<ResultsProps, 'found'> {
  thread: FoundThread
}

function Thread({ thread, active, onActive, onOpen }: ThreadProps) {
  const { t } = useTranslation()
  const title = thread.title || t('untitled')
  const heading = (
    <span className="flex items-baseline justify-between gap-3">
      <span className="min-w-0 truncate font-medium text-text">
        <Marked text={title} marks={thread.marks} />
      </span>
      {thread.archived && <span className="ms-auto shrink-0 rounded-full border border-line px-2 text-small text-quiet">{t('archived_mark')}</span>}
      <span className="shrink-0 text-small text-quiet">{date(thread.updated_at)}</span>
    </span>
  )
  const hidden = thread.count - thread.messages.length
  const optionOf = (messageId?: string) => {
    const target = { threadId: thread.thread_id, messageId }
    return { id: idOf(target), active, onActive, onOpen: () => onOpen(target) }
  }
  return (
    <div role="group" aria-label={title} className="mt-2 first:mt-0">
      {thread.marks.length > 0 ? <Option {...optionOf()}>{heading}</Option> : <div className="px-3 pt-1.5 pb-0.5">{heading}</div>}
      {thread.messages.map((message) => (
        <Option key={message.message_id} {...optionOf(message.message_id)}>
          <span className="flex items-baseline gap-3">
            <span className="line-clamp-2 min-w-0 flex-1 break-words">
              {/* Replies are the rule, and say so only to those who do not see the list. */}
              <span className={message.role === 'user' ? 'me-1 text-small' : 'sr-only'}>
                {t(message.role === 'user' ? 'you' : 'reply')}:{' '}
              </span>
              <Marked text={message.text} marks={message.marks} />
            </span>
            <span className="shrink-0 text-small">{date(message.created_at)}</span>
          </span>
        </Option>
      ))}
      {hidden > 0 && <div className="px-3 pt-1 text-small text-quiet">{t('search_more_here', { count: hidden })}</div>}
    </div>
  )
}
