// A model of the catalogue: known without asking anybody; the hub has all of its quantisations and what its publisher says.
import { useTranslation } from 'react-i18next'
import type { ModelOffer } from '../../api/types'
import { Button } from '../../shared/Button'
import { number, rounded } from '../../shared/format'
import { Facts } from './Facts'
import { Sees } from './Sees'
import { useHub } from './useHub'
import { Variants } from './Variants'

interface EntryViewProps {
  offer: ModelOffer
  onRepository: (repository: string) => void
  onUse: (modelId: string) => void
}

export function EntryView({ offer: { entry, choices }, onRepository, onUse }: EntryViewProps) {
  const { t, i18n } = useTranslation()
  const { host } = useHub()
  const facts = [
    entry.publisher,
    entry.parameters && t('finder.parameters', { shown: rounded(entry.parameters) }),
    entry.context && t('context_of', { tokens: number(entry.context) }),
    entry.licence,
  ]
  return (
    <>
      <p>{i18n.language.startsWith('de') ? entry.good_for_de : entry.good_for}</p>
      <Facts facts={facts} page={entry.source} />
      {entry.sees && <Sees bytes={entry.projector?.size} />}
      <Variants repository={entry.repository} name={entry.name} choices={choices} eager={false} onUse={onUse} />
      <div>
        <Button onClick={() => onRepository(entry.repository)}>{t('finder.all_of_it', { host })}</Button>
        <p className="mt-1.5 text-small text-quiet">{t('finder.all_of_it_about', { host })}</p>
      </div>
    </>
  )
}
