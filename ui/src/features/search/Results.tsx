// What was found, by threads: a title with its day, and below it stretches of the messages.
import { useTranslation } from 'react-i18next'
import type { Found, FoundThread } from '../../api/schema'
import { date } from '../../shared/format'
import { Marked } from './Marked'
import { idOf, type Target } from './targets'

interface ResultsProps {
  id: string
  found: Found
  /** The id of what Enter opens. */
  active: string | undefined
  onActive: (id: string) => void
  onOpen: (target: Target) => void
}

export function Results({ id, found, active, onActive, onOpen }: ResultsProps) {
  const { t } = useTranslation()
  return (
    <div id={id} role="listbox" aria-label={t('search_results')} className="px-2 pb-3">
      {found.threads.map((thread) => (
        <Thread key={thread.thread_id} thread={thread} active={active} onActive={onActive} onOpen={onOpen} />
      ))}
    </div>
  )
}

interface ThreadProps extends Omit<ResultsProps, 'id' | 'found'> {
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
              <span className={message.role === 'user' ? 'mr-1 text-small' : 'sr-only'}>
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

interface OptionProps {
  id: string
  active: string | undefined
  onActive: (id: string) => void
  onOpen: () => void
  children: React.ReactNode
}

/** Chosen with the arrows of the field above, which keeps the focus; so it has none of its own. */
function Option({ id, active, onActive, onOpen, children }: OptionProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the field hears the keys
    <div
      id={id}
      role="option"
      aria-selected={id === active}
      onClick={onOpen}
      onMouseMove={() => id !== active && onActive(id)}
      className="cursor-pointer scroll-my-2 rounded-md px-3 py-1.5 text-quiet aria-selected:bg-raised aria-selected:text-text pointer-coarse:py-2.5"
    >
      {children}
    </div>
  )
}
