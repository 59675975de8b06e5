// What a model thought before it answered: folded away, and drawn while it grows for those who open it.
import { useTranslation } from 'react-i18next'
import type { ReasoningPart } from '../../api/types'
import { duration } from '../../shared/format'
import { Fold } from './Fold'
import { Words } from './Words'

export function Thought({ name, part, growing }: { name: string; part: ReasoningPart; growing: boolean }) {
  const { t } = useTranslation()
  const thinks = growing && part.seconds == null
  const line = (
    <>
      {thinks && <span aria-hidden className="breathe size-2 shrink-0 rounded-full bg-ember" />}
      {thinks ? t('thought.now') : part.seconds == null ? t('thought.once') : t('thought.for', { time: duration(part.seconds) })}
    </>
  )
  return (
    <Fold name={name} line={line}>
      <div className="thought text-quiet">
        <Words text={part.text} growing={thinks} />
      </div>
    </Fold>
  )
}
