// Where the part of a thread ends that the model knows only from a summary; it opens that summary.
import { FoldVertical } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Message, Summary } from '../../api/types'
import { number } from '../../shared/format'
import { Fold } from './Fold'
import { Words } from './Words'

/** The summary that stands for the beginning of a branch: that of the newest reply, or of the one in the making. */
export function foldOf(messages: readonly Message[], summaries: readonly Summary[], now?: string | null): Summary | undefined {
  const last = messages.findLast(({ run }) => run && (run.status === 'completed' || run.folded_id))
  const id = now ?? last?.run?.folded_id
  return id ? summaries.find((summary) => summary.message_id === id) : undefined
}

export function FoldMark({ summary }: { summary: Summary }) {
  const { t } = useTranslation()
  const line = (
    <>
      <FoldVertical aria-hidden size={14} className="shrink-0" />
      {t('folded.line', { count: summary.messages, shown: number(summary.messages) })}
    </>
  )
  return (
    <div className="border-t border-dashed border-edge pt-1.5" data-fold>
      <Fold name="fold" line={line}>
        <p className="mb-2 text-small text-quiet">{t('folded.about')}</p>
        <div className="thought">
          <Words text={summary.text} growing={false} />
        </div>
        {summary.left_out > 0 && (
          <p className="mt-2 text-small text-quiet">
            {t('folded.left_out', { count: summary.left_out, shown: number(summary.left_out) })}
          </p>
        )}
      </Fold>
    </div>
  )
}
