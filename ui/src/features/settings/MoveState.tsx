// How far a move of the data folder is, what comes next, and a way out.
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, http } from '../../api/client'
import { placeFolder } from '../../api/dataFolder'
import type { DataFolder } from '../../api/types'
import { Button } from '../../shared/Button'
import { size } from '../../shared/format'
import { ProblemText } from '../../shared/ProblemText'
import { tellError } from '../../shared/toasts'

interface MoveStateProps {
  moving: NonNullable<DataFolder['moving']>
  canRestart: boolean
  onAgain: () => void
}

async function stop(): Promise<void> {
  try {
    placeFolder(await ask(http.DELETE('/api/v0/data-folder/move')))
  } catch (error) {
    tellError(error)
  }
}

function restart(): void {
  void ask(http.POST('/api/v0/data-folder/restart')).catch(tellError)
}

export function MoveState({ moving, canRestart, onAgain }: MoveStateProps) {
  const { t } = useTranslation()
  const why = useId()
  const amounts = { done: size(moving.copied), total: size(moving.total) }
  return (
    <div className="flex flex-col gap-3 rounded-md border border-line p-3">
      <p role="status" className="break-all">
        {t(`moving.${moving.status}`, { to: moving.to })}
        {moving.status === 'ready' && ` ${canRestart ? t('moving.restart') : t('moving.open_again')}`}
      </p>
      {moving.status === 'copying' && (
        <div className="flex items-center gap-3">
          <progress
            aria-label={t('moving.progress')}
            value={moving.copied}
            max={Math.max(1, moving.total)}
            className="thin-progress h-1 flex-1"
          />
          <span className="text-small text-quiet tabular-nums">{t('came_of', amounts)}</span>
        </div>
      )}
      {moving.problem && <ProblemText problem={moving.problem} id={why} />}
      <div className="flex flex-wrap gap-2">
        {moving.status === 'ready' && canRestart && (
          <Button kind="primary" onClick={restart}>
            {t('moving.restart_now')}
          </Button>
        )}
        {moving.status === 'failed' && <Button onClick={onAgain}>{t('try_again')}</Button>}
        <Button onClick={() => void stop()}>{t('moving.stop')}</Button>
      </div>
    </div>
  )
}
