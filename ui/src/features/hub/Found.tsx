// What the hub found, by how it is sorted, and more of it.
import { LockKeyhole } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MOST, SEARCHES, STEP, useHubSearch, type Sort } from '../../api/hub'
import { queries } from '../../api/queries'
import type { Repository } from '../../api/types'
import { Button } from '../../shared/Button'
import { date, number, rounded } from '../../shared/format'
import { Asking } from './Asking'
import { Item } from './Item'
import { Refusal } from './Refusal'
import { nameOf } from './names'
import { useHub } from './useHub'

interface FoundProps {
  words: string
  sort: Sort
  /** The name of the repository that is looked at. */
  chosen: string | undefined
  onChoose: (repository: string) => void
}

export function Found({ words, sort, chosen, onChoose }: FoundProps) {
  const { t } = useTranslation()
  const { host } = useHub()
  const [limit, setLimit] = useState(STEP)
  const { data: found = [], error, isFetching, isSuccess, isPlaceholderData, refetch } = useHubSearch(words, sort, limit)
  const stop = found.some(({ id }) => id === chosen) ? chosen : found[0]?.id
  const answered = isSuccess && !isPlaceholderData
  const whole = answered && found.length < limit
  return (
    <>
      <p role="status" className={found.length > 0 ? 'sr-only' : 'px-2.5 text-quiet'}>
        {answered && (found.length > 0 ? t('finder.found', { count: found.length, shown: number(found.length) }) : t('finder.none', { host }))}
      </p>
      <ul aria-label={t('finder.on', { host })} aria-busy={isFetching}>
        {found.map((repository) => (
          <Item
            key={repository.id}
            chosen={repository.id === chosen}
            stop={repository.id === stop}
            name={<Name repository={repository} />}
            facts={[
              repository.id.split('/')[0],
              t('finder.downloads', { count: repository.downloads, shown: rounded(repository.downloads) }),
              repository.updated && t('finder.updated', { when: date(repository.updated) }),
              repository.licence,
            ]}
            onChoose={() => onChoose(repository.id)}
          />
        ))}
      </ul>
      <div className="px-2.5 py-2">
        {error && !isFetching ? (
          <Refusal error={error} onRetry={() => void refetch()} />
        ) : !answered ? (
          <Asking
            host={host}
            waiting={isFetching}
            onStop={() => void queries.cancelQueries({ queryKey: SEARCHES })}
            onAgain={() => void refetch()}
          />
        ) : whole ? null : limit < MOST ? (
          <Button data-item onClick={() => setLimit(limit + STEP)}>{t('finder.more')}</Button>
        ) : (
          <p className="text-quiet">{t('finder.enough', { shown: number(MOST) })}</p>
        )}
      </div>
    </>
  )
}

function Name({ repository }: { repository: Repository }) {
  const { t } = useTranslation()
  return (
    <>
      <span className="min-w-0 font-medium break-words">{nameOf(repository.id)}</span>
      {repository.gated && (
        <span className="flex shrink-0 items-center gap-1 text-small text-quiet">
          <LockKeyhole aria-hidden size={12} />
          {t('gated.mark')}
        </span>
      )}
    </>
  )
}
