// ‹ 1/2 › : walks between the versions of a message.
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { show } from '../../api/actions'
import type { Message } from '../../api/types'
import { IconButton } from '../../shared/Button'
import { tellError } from '../../shared/toasts'

export function Siblings({ message }: { message: Message }) {
  const { t } = useTranslation()
  const { siblings } = message
  const place = siblings.indexOf(message.id)
  if (siblings.length < 2 || place < 0) return null
  const go = (to: string | undefined) => to && void show(message.thread_id, to).catch(tellError)
  const version = t('version', { place: place + 1, count: siblings.length })
  return (
    <div className="flex items-center text-quiet" role="group" aria-label={version}>
      <IconButton
        icon={ChevronLeft}
        label={t('version_before')}
        size="small"
        disabled={place === 0}
        onClick={() => go(siblings[place - 1])}
      />
      <span aria-hidden className="min-w-7 text-center text-small tabular-nums">
        {place + 1}/{siblings.length}
      </span>
      <IconButton
        icon={ChevronRight}
        label={t('version_after')}
        size="small"
        disabled={place === siblings.length - 1}
        onClick={() => go(siblings[place + 1])}
      />
    </div>
  )
}
