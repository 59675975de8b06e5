// A repository of the hub: what is known of it, its quantisations, and its model card.
import { useTranslation } from 'react-i18next'
import { Refused } from '../../api/client'
import { useHolding } from '../../api/hub'
import { keys, queries } from '../../api/queries'
import type { RepositoryHolding } from '../../api/types'
import { date, number, rounded } from '../../shared/format'
import { Asking } from './Asking'
import { Card } from './Card'
import { Facts } from './Facts'
import { Gated } from './Gated'
import { nameOf } from './names'
import { Refusal } from './Refusal'
import { Sees } from './Sees'
import { useHub } from './useHub'
import { Variants } from './Variants'

interface RepositoryViewProps {
  repository: string
  /** The quantisation or the file that was named with it. */
  meant: string
  onUse: (modelId: string) => void
}

export function RepositoryView({ repository, meant, onUse }: RepositoryViewProps) {
  const { host, address } = useHub()
  const { data: holding, error, isFetching, refetch } = useHolding(repository)
  if (holding) return <Holding holding={holding} meant={meant} onUse={onUse} />
  if (error && !isFetching) {
    const gated = error instanceof Refused && error.problem.type === 'gated'
    return (
      <>
        <Refusal error={error} onRetry={() => void refetch()} />
        {gated && <Gated page={`${address}/${repository}`} />}
      </>
    )
  }
  return (
    <Asking
      host={host}
      waiting={isFetching}
      onStop={() => void queries.cancelQueries({ queryKey: keys.holding(repository) })}
      onAgain={() => void refetch()}
    />
  )
}

type HoldingProps = { holding: RepositoryHolding } & Pick<RepositoryViewProps, 'meant' | 'onUse'>

function Holding({ holding: { repository, page, choices, beside }, meant, onUse }: HoldingProps) {
  const { t } = useTranslation()
  const facts = [
    repository.parameters && t('finder.parameters', { shown: rounded(repository.parameters) }),
    repository.context && t('context_of', { tokens: number(repository.context) }),
    repository.licence,
    t('finder.downloads', { count: repository.downloads, shown: number(repository.downloads) }),
    t('finder.likes', { count: repository.likes, shown: number(repository.likes) }),
    repository.updated && t('finder.updated', { when: date(repository.updated) }),
  ]
  return (
    <>
      <Facts facts={facts} page={page} />
      {repository.gated && <Gated page={page} />}
      {beside.length > 0 && <Sees />}
      {choices.length > 0 ? (
        <Variants
          repository={repository.id}
          name={nameOf(repository.id)}
          choices={choices}
          meant={meant}
          // Without a token each would only be refused.
          eager={!repository.gated}
          onUse={onUse}
        />
      ) : (
        <p className="text-quiet">{t('finder.no_variants')}</p>
      )}
      <Card repository={repository.id} page={page} />
    </>
  )
}
