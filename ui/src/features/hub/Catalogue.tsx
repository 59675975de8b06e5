// The models that Fireside knows of itself: to look among them asks nobody.
import { Check } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useModelOffers } from '../../api/queries'
import type { ModelOffer } from '../../api/types'
import { percent, size } from '../../shared/format'
import { fits } from '../../shared/sought'
import { Item } from './Item'

interface CatalogueProps {
  words: string
  /** The id of the entry that is looked at. */
  chosen: string | undefined
  onChoose: (id: string) => void
}

export function Catalogue({ words, chosen, onChoose }: CatalogueProps) {
  const { t } = useTranslation()
  const { data: known } = useModelOffers()
  const found = known?.offers.filter(({ entry }) =>
    fits(words, entry.name, entry.publisher, entry.repository, entry.good_for, entry.good_for_de),
  )
  if (!found) return null
  const stop = found.some(({ entry }) => entry.id === chosen) ? chosen : found[0]?.entry.id
  return (
    <section aria-labelledby="catalogue">
      <h3 id="catalogue" className="px-2.5 pb-1 text-small font-medium text-quiet">
        {t('finder.catalogue')}
      </h3>
      {found.length === 0 && <p className="px-2.5 pb-2 text-quiet">{t('finder.not_in_catalogue')}</p>}
      <ul>
        {found.map((offer) => (
          <Entry
            key={offer.entry.id}
            offer={offer}
            chosen={offer.entry.id === chosen}
            stop={offer.entry.id === stop}
            onChoose={() => onChoose(offer.entry.id)}
          />
        ))}
      </ul>
    </section>
  )
}

interface EntryProps {
  offer: ModelOffer
  chosen: boolean
  stop: boolean
  onChoose: () => void
}

function Entry({ offer: { entry, choices }, chosen, stop, onChoose }: EntryProps) {
  const { t, i18n } = useTranslation()
  const coming = choices.find(({ download }) => download)?.download
  const here = choices.some((choice) => choice.here)
  const name = (
    <>
      <span className="min-w-0 font-medium">{entry.name}</span>
      {here && <Check role="img" aria-label={t('model_here')} size={14} className="shrink-0" />}
      {coming?.total && <span className="ms-auto text-small text-quiet tabular-nums">{percent(coming.done / coming.total)}</span>}
    </>
  )
  return (
    <Item
      chosen={chosen}
      stop={stop}
      name={name}
      about={i18n.language.startsWith('de') ? entry.good_for_de : entry.good_for}
      facts={[entry.publisher, choices[0]?.size && size(choices[0].size)]}
      onChoose={onChoose}
    />
  )
}
