// A reply: its parts as they come, how it ended, and what can be done with it.
import { memo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { textOf, type Message } from '../../api/types'
import { useLive } from '../../live'
import { useSpoken } from '../../shared/speech'
import { Ending } from './Ending'
import { piecesOf, sourcesOf, tellsOfItself, type Piece } from './parts'
import { Reading } from './Reading'
import { ReplyActions } from './ReplyActions'
import { Sources, type OnSource } from './Sources'
import { SpokenWord } from './SpokenWord'
import { Thought } from './Thought'
import { Call, Found } from './Tools'
import { Words } from './Words'

interface AssistantMessageProps {
  message: Message
  last: boolean
  onSource: OnSource
}

export const AssistantMessage = memo(function AssistantMessage(props: AssistantMessageProps) {
  const { message: stored, last, onSource } = props
  const { t } = useTranslation()
  const live = useLive((state) => state.runs[stored.id])
  const message = live?.message ?? stored
  const text = textOf(message)
  const spoken = useSpoken(stored.id)
  const article = useRef<HTMLElement>(null)
  const pieces = piecesOf(message.parts)
  const active = live !== undefined || stored.run?.status === 'queued' || stored.run?.status === 'running'
  return (
    <article ref={article} aria-label={t('reply')} aria-busy={active} data-message={stored.id} className="group/message">
      {spoken && <SpokenWord article={article} text={text} />}
      {pieces.length > 0 && (
        <div className="flex flex-col gap-3">
          {pieces.map((piece) => (
            <Drawn key={piece.key} piece={piece} active={active} spoken={spoken} />
          ))}
        </div>
      )}
      {active ? (
        !tellsOfItself(pieces) && (
          <div className={pieces.length > 0 ? 'mt-2' : undefined}>
            <Reading live={live} started={text !== ''} />
          </div>
        )
      ) : (
        <>
          <Sources sources={sourcesOf(message.parts)} onSource={onSource} />
          <Ending message={message} last={last} />
          <ReplyActions message={message} text={text} last={last} />
        </>
      )}
    </article>
  )
})

function Drawn({ piece, active, spoken }: { piece: Piece; active: boolean; spoken: boolean }) {
  switch (piece.kind) {
    case 'text':
      return <Words text={piece.part.text} growing={active && piece.last} at={piece.at} spoken={spoken} />
    case 'reasoning':
      return <Thought name={`thought ${piece.key}`} part={piece.part} growing={active && piece.last} />
    case 'call':
      return <Call name={`call ${piece.key}`} part={piece.part} result={piece.result} active={active} />
    case 'found':
      return <Found name={`found ${piece.key}`} part={piece.part} />
  }
}
