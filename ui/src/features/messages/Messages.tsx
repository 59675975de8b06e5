// The messages of a branch in a column that stays at its end while one is there.
import { ArrowDown } from 'lucide-react'
import { useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message, Summary } from '../../api/types'
import { runIn, useLive } from '../../live'
import { Announcer } from './Announcer'
import { foldOf } from './FoldMark'
import { Quoting, type OnQuote } from './quoting'
import { Row } from './Row'
import { between } from './rows'
import { SelectionBar } from './SelectionBar'
import type { OnSource } from './Sources'
import { useStick } from './stick'
import { useKeptFocus } from './useKeptFocus'
import { useReach } from './useReach'
import { useRows } from './useRows'

interface MessagesProps {
  /** Takes a quotation, as Markdown. Must stay the same from drawing to drawing. */
  onQuote: OnQuote
  threadId: string
  messages: Message[]
  /** Those of how the branch begins. */
  summaries: Summary[]
  /** Must stay the same from drawing to drawing. */
  onSource: OnSource
}

export function Messages({ threadId, messages, summaries, onSource, onQuote }: MessagesProps) {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLOListElement>(null)
  const { rows, measure, remembered, focus } = useRows(messages, scroller, list)
  const { away, toEnd, letGo } = useStick(scroller, content)
  useReach({ scroller, messages, letGo })
  const kept = useKeptFocus(scroller, list)
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
    <Quoting value={onQuote}>
      <div className="relative min-h-0 flex-1">
        <SelectionBar messages={messages} />
        {/* What is placed freely in a row belongs to what is scrolled here, else it would make the whole page higher. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled with the keyboard */}
        <div ref={scroller} className="relative h-full overflow-y-auto overscroll-contain" role="region" aria-label={t('messages')} tabIndex={0} data-scroller>
          <div ref={content} {...kept} className="mx-auto w-full max-w-[46rem] px-4 pt-6 pb-10 sm:px-6">
            <ol ref={list} className="flex flex-col gap-4" {...focus}>
              {rows.map((row, at) => {
                const message = messages[row.index]
                return (
                  message && (
                    <Row
                      key={message.id}
                      message={message}
                      place={row.index}
                      count={messages.length}
                      before={between(rows[at - 1], row)}
                      fold={message.id === fold?.message_id ? fold : undefined}
                      remembered={remembered}
                      measure={measure}
                      onSource={onSource}
                    />
                  )
                )
              })}
            </ol>
          </div>
        </div>
        <div aria-hidden className="pointer-events-none absolute inset-x-0 top-0 h-6 bg-linear-to-b from-ground to-transparent" />
        <div aria-hidden className="pointer-events-none absolute inset-x-0 bottom-0 h-8 bg-linear-to-t from-ground to-transparent" />
        {away && (
          <button
            type="button"
            onClick={() => {
              toEnd()
              // The button goes; who pressed it with a key goes on in the messages.
              scroller.current?.focus({ preventScroll: true })
            }}
            className="rise absolute bottom-3 left-1/2 flex -translate-x-1/2 items-center gap-2 rounded-full border border-edge bg-raised px-3.5 py-1.5 text-text"
          >
            {writing && <span aria-hidden className="breathe size-2 rounded-full bg-ember" />}
            {writing ? t('new_below') : t('to_end')}
            <ArrowDown aria-hidden size={14} />
          </button>
        )}
        <Announcer threadId={threadId} />
      </div>
    </Quoting>
  )
}
