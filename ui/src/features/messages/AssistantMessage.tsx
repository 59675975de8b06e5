// A reply: its words as they come, how it ended, and what can be done with it.
import { lazy, memo, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { textOf, type Message } from '../../api/types'
import { useLive } from '../../live'
import { patient } from '../../shared/patient'
import { Ending } from './Ending'
import { Reading } from './Reading'
import { ReplyActions } from './ReplyActions'
import { usePaced } from './usePaced'

const load = () => patient(() => import('./Markdown'))
const Markdown = lazy(load)

/** Fetches what draws Markdown before the first reply needs it. */
export function prepareMarkdown(): void {
  void load()
}

interface AssistantMessageProps {
  message: Message
  last: boolean
}

export const AssistantMessage = memo(function AssistantMessage({ message: stored, last }: AssistantMessageProps) {
  const { t } = useTranslation()
  const live = useLive((state) => state.runs[stored.id])
  const message = live?.message ?? stored
  const text = textOf(message)
  const active = live !== undefined || stored.run?.status === 'queued' || stored.run?.status === 'running'
  const drawn = usePaced(text, active)
  return (
    <article aria-label={t('reply')} aria-busy={active} className="group/message">
      {drawn && (
        <Suspense fallback={<div className="text-reply whitespace-pre-wrap">{drawn}</div>}>
          <Markdown text={drawn} growing={active} />
        </Suspense>
      )}
      {active ? (
        <Reading live={live} started={text !== ''} />
      ) : (
        <>
          <Ending message={message} last={last} />
          <ReplyActions message={message} text={text} last={last} />
        </>
      )}
    </article>
  )
})
