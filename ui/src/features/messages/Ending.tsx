// How a reply ended when it did not simply end, and the one button that helps.
import { CircleAlert, CircleStop, Unplug } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { goOn, retry } from '../../api/actions'
import { textOf, type Message, type Run } from '../../api/types'
import { Button } from '../../shared/Button'
import { number } from '../../shared/format'
import { tellError } from '../../shared/toasts'
import { words } from '../../shared/words'

const MARKS = { cancelled: CircleStop, interrupted: Unplug, failed: CircleAlert, length: CircleStop } as const

function markOf(run: Run): keyof typeof MARKS | null {
  if (run.status === 'cancelled' || run.status === 'interrupted' || run.status === 'failed') return run.status
  return run.stop === 'length' ? 'length' : null
}

export function Ending({ message, last }: { message: Message; last: boolean }) {
  const { t } = useTranslation()
  const run = message.run
  if (!run) return null
  const mark = markOf(run)
  const leftOut = run.left_out > 0 ? t('left_out', { count: run.left_out, shown: number(run.left_out) }) : ''
  if (!mark) return leftOut && last ? <p className="mt-2 text-quiet">{leftOut}</p> : null

  const Icon = MARKS[mark]
  const problem = run.problem ? words(run.problem) : null
  const empty = textOf(message) === ''
  // A reply without a word is better asked for again than continued.
  const again = empty || mark === 'failed'
  const act = () => void (again ? retry(message.id) : goOn(message.id)).catch(tellError)
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border border-line px-3 py-2" data-ending={mark}>
      <Icon aria-hidden size={16} className="shrink-0 text-quiet" />
      <div className="min-w-48 flex-1">
        <p>{problem?.title ?? (empty && mark === 'cancelled' ? t('ended.unbegun') : t(`ended.${mark}`))}</p>
        {(problem?.about || leftOut) && <p className="text-quiet">{problem?.about || leftOut}</p>}
      </div>
      {last && <Button onClick={act}>{again ? t('try_again') : t('continue')}</Button>}
    </div>
  )
}
