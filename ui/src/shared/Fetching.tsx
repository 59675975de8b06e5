// How far something is that is being fetched, and a way to pause it, to go on, and to give it up.
import { Pause, Play, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { downloads } from '../api/actions'
import type { Download } from '../api/types'
import { IconButton } from './Button'
import { duration, percent, size } from './format'
import { ProblemText } from './ProblemText'
import { tellError } from './toasts'

function go(work: Promise<unknown>): void {
  void work.catch(tellError)
}

export function Fetching({ download }: { download: Download }) {
  const { t } = useTranslation()
  const { id, name, status, done, total, rate, problem } = download
  const running = status === 'running'
  const left = total !== null && total !== undefined && rate > 0 ? duration((total - done) / rate) : ''
  const told = [
    total ? t('came_of', { done: size(done), total: size(total) }) : size(done),
    running && rate > 0 && `${size(rate)}/s`,
    running && left && t('left', { time: left }),
    status === 'paused' && t('paused'),
  ].filter(Boolean)
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-center gap-1">
        <progress
          aria-label={t('fetching_voice', { name })}
          {...(total ? { value: done / total } : {})}
          className="thin-progress h-1 flex-1"
        >
          {total ? percent(done / total) : ''}
        </progress>
        <IconButton
          icon={running ? Pause : Play}
          label={running ? t('pause') : t('go_on_fetching')}
          size="small"
          onClick={() => go(running ? downloads.pause(id) : downloads.resume(id))}
        />
        <IconButton icon={X} label={t('cancel')} size="small" onClick={() => go(downloads.cancel(id))} />
      </div>
      <div className="text-small text-quiet tabular-nums">{told.join(' · ')}</div>
      {problem && <ProblemText problem={problem} id={`${id}-problem`} />}
    </div>
  )
}
