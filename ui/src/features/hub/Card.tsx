// What the publisher says of a model: words that anybody may have written, without pictures and without anything that acts.
import { useTranslation } from 'react-i18next'
import { useCard } from '../../api/hub'
import { Markdown } from '../../shared/markdown'
import { readable } from './card'
import { Refusal } from './Refusal'

/** Characters that are shown; the rest is on the page of the model. */
const LONGEST = 40_000

export function Card({ repository, page }: { repository: string; page: string }) {
  const { t } = useTranslation()
  const { data: card, error, isFetching, refetch } = useCard(repository)
  const text = card === undefined ? '' : readable(card)
  const end = text.length > LONGEST ? text.lastIndexOf('\n\n', LONGEST) : text.length
  return (
    <section aria-labelledby="model-card" className="flex min-w-0 flex-col gap-2 border-t border-line pt-4">
      <h4 id="model-card" className="font-medium">
        {t('card.title')}
      </h4>
      {isFetching && card === undefined && (
        <p role="status" className="text-quiet">
          {t('card.asked')}
        </p>
      )}
      {error && card === undefined && <Refusal error={error} onRetry={() => void refetch()} />}
      {card !== undefined && (
        <p className="text-small text-quiet">{t(text ? 'card.about' : 'card.none')}</p>
      )}
      {text && <Markdown text={text.slice(0, end > 0 ? end : LONGEST)} />}
      {end < text.length && (
        <a href={page} target="_blank" rel="noopener noreferrer" className="self-start underline underline-offset-2">
          {t('card.rest')}
        </a>
      )}
    </section>
  )
}
