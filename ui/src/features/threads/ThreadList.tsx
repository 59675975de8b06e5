// All threads, newest first, in groups of days.
import { useTranslation } from 'react-i18next'
import { useThreads } from '../../api/queries'
import { useNow } from '../../shared/useNow'
import { byDays } from './days'
import { ThreadRow } from './ThreadRow'

interface ThreadListProps {
  shown: string | undefined
  onOpen: () => void
  onRemove: (threadId: string) => void
}

export function ThreadList({ shown, onOpen, onRemove }: ThreadListProps) {
  const { t } = useTranslation()
  const { data: threads } = useThreads()
  const now = useNow()
  if (!threads) return null
  if (threads.length === 0) return <p className="px-3 py-2 text-quiet">{t('no_threads')}</p>
  return byDays(threads, now).map(([days, group]) => (
    <section key={days} aria-labelledby={`days-${days}`} className="mb-4">
      <h2 id={`days-${days}`} className="px-3 pb-1 text-small font-medium text-quiet">
        {t(`days.${days}`)}
      </h2>
      <ul className="flex flex-col gap-px">
        {group.map((thread) => (
          <ThreadRow key={thread.id} thread={thread} shown={thread.id === shown} onOpen={onOpen} onRemove={onRemove} />
        ))}
      </ul>
    </section>
  ))
}
