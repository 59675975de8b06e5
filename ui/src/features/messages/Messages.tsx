// The messages of a branch in a column that stays at its end; long threads are drawn from the end upwards.
import { ArrowDown } from 'lucide-react'
import { Fragment, useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message, Summary } from '../../api/types'
import { runIn, useLive } from '../../live'
import { useJump } from '../../shared/jump'
import { Announcer } from './Announcer'
import { AssistantMessage } from './AssistantMessage'
import { FoldMark, foldOf } from './FoldMark'
import { ReadFromHere } from './ReadFromHere'
import type { OnSource } from './Sources'
import { useStick } from './stick'
import { useReach } from './useReach'
import { UserMessage } from './UserMessage'

// So many messages are drawn at first, and so many more each time the top comes near.
const PAGE = 40
// So many are drawn above one that is jumped to.
const MARGIN = 8

function useWindow(total: number, scroller: RefObject<HTMLElement | null>) {
  const [shown, setShown] = useState(PAGE)
  const top = useRef<HTMLDivElement>(null)
  const below = useRef<number | null>(null)
  const hidden = Math.max(0, total - shown)

  useEffect(() => {
    const root = scroller.current
    const sentinel = top.current
    if (!root || !sentinel || hidden === 0) return
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return
        below.current = root.scrollHeight - root.scrollTop
        setShown((count) => count + PAGE)
      },
      { root, rootMargin: '1200px 0px 0px 0px' },
    )
    observer.observe(sentinel)
    return () => observer.disconnect()
  }, [hidden, scroller])

  // What was read stays where it was when older messages appear above it.
  useLayoutEffect(() => {
    const root = scroller.current
    if (!root || below.current === null || shown === 0) return
    root.scrollTop = root.scrollHeight - below.current
    below.current = null
  }, [shown, scroller])

  const draw = useCallback((index: number) => setShown((count) => Math.max(count, total - index + MARGIN)), [total])

  return { hidden, top, draw }
}

interface MessagesProps {
  threadId: string
  messages: Message[]
  /** Those of how the branch begins. */
  summaries: Summary[]
  /** Must stay the same from drawing to drawing. */
  onSource: OnSource
}

export function Messages({ threadId, messages, summaries, onSource }: MessagesProps) {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const { away, toEnd, letGo } = useStick(scroller, content)
  const { hidden, top, draw } = useWindow(messages.length, scroller)
  const aglow = useJump((jump) => jump.aglow)
  useReach({ scroller, messages, hidden, draw, letGo })
  const writing = useLive((live) => runIn(live, threadId) !== undefined)
  const fold = foldOf(messages, summaries, useLive((live) => runIn(live, threadId)?.run.folded_id))
  const last = messages.at(-1)

  // A reply that was just asked for is to be seen, wherever one was reading; another branch is not.
  const seen = useRef(last?.id)
  useLayoutEffect(() => {
    const begun = last?.run?.status === 'queued' || last?.run?.status === 'running'
    if (seen.current !== last?.id && begun) toEnd()
    seen.current = last?.id
  }, [last, toEnd])

  return (
    <div className="relative min-h-0 flex-1">
      <ReadFromHere messages={messages} />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled with the keyboard */}
      <div ref={scroller} className="h-full overflow-y-auto overscroll-contain" role="region" aria-label={t('messages')} tabIndex={0} data-scroller>
        <div ref={content} className="mx-auto w-full max-w-[46rem] px-4 pt-6 pb-10 sm:px-6">
          {hidden > 0 && <div ref={top} className="h-px" />}
          <ol className="flex flex-col gap-4">
            {messages.slice(hidden).map((message) => (
              <Fragment key={message.id}>
                <li
                  data-message={message.role}
                  data-item={message.id}
                  data-aglow={message.id === aglow || undefined}
                  tabIndex={-1}
                  className="-mx-3 rounded-lg px-3 transition-colors duration-200 outline-none data-aglow:bg-ember-wash"
                >
                  {message.role === 'user' ? (
                    <UserMessage message={message} />
                  ) : (
                    <AssistantMessage message={message} last={message === last} onSource={onSource} />
                  )}
                </li>
                {message.id === fold?.message_id && (
                  <li>
                    <FoldMark key={fold.created_at} summary={fold} />
                  </li>
                )}
              </Fragment>
            ))}
          </ol>
        </div>
      </div>
      <div aria-hidden className="pointer-events-none absolute inset-x-0 top-0 h-6 bg-linear-to-b from-ground to-transparent" />
      <div aria-hidden className="pointer-events-none absolute inset-x-0 bottom-0 h-8 bg-linear-to-t from-ground to-transparent" />
      {away && (
        <button
          type="button"
          onClick={toEnd}
          className="rise absolute bottom-3 left-1/2 flex -translate-x-1/2 items-center gap-2 rounded-full border border-edge bg-raised px-3.5 py-1.5 text-text"
        >
          {writing && <span aria-hidden className="breathe size-2 rounded-full bg-ember" />}
          {writing ? t('new_below') : t('to_end')}
          <ArrowDown aria-hidden size={14} />
        </button>
      )}
      <Announcer threadId={threadId} />
    </div>
  )
}
