// Models that can be fetched: what they are good for, whether they fit this computer, and how far they are.
import { Check, Download as Fetch } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { library } from '../../api/actions'
import { useModelOffers } from '../../api/queries'
import type { ModelFit, ModelOffer, VariantChoice } from '../../api/types'
import { Button } from '../../shared/Button'
import { Fetching } from '../../shared/Fetching'
import { number, size } from '../../shared/format'
import { tellError } from '../../shared/toasts'

export function MoreModels() {
  const { data: offers } = useModelOffers()
  return (
    <ul className="flex flex-col divide-y divide-line rounded-md border border-line">
      {offers?.flatMap((offer) => offer.choices.map((choice) => <Offer key={choice.download_id} offer={offer} choice={choice} />))}
    </ul>
  )
}

function Offer({ offer: { entry }, choice }: { offer: ModelOffer; choice: VariantChoice }) {
  const { t, i18n } = useTranslation()
  const [busy, setBusy] = useState(false)
  const fetch = () => {
    setBusy(true)
    void library
      .fetch(entry.repository, choice.id)
      .catch(tellError)
      .finally(() => setBusy(false))
  }
  const facts = [
    entry.publisher,
    choice.quantisation,
    choice.size !== null && size(choice.size),
    entry.context && t('context_of', { tokens: number(entry.context) }),
    entry.licence,
  ].filter(Boolean)
  return (
    <li className="flex flex-col gap-2 px-3 py-2.5">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <div className="font-medium">{entry.name}</div>
          <div className="text-quiet">{i18n.language.startsWith('de') ? entry.good_for_de : entry.good_for}</div>
          <div className="text-small text-quiet">
            {facts.join(' · ')}
            {' · '}
            <a href={entry.source} target="_blank" rel="noopener noreferrer" className="underline underline-offset-2 hover:text-text">
              {new URL(entry.source).host}
            </a>
          </div>
        </div>
        {choice.here ? (
          <span className="flex items-center gap-1.5 py-1.5 text-small text-quiet">
            <Check aria-hidden size={14} />
            {t('model_here')}
          </span>
        ) : (
          !choice.download && (
            <Button aria-label={t('fetch_model', { name: entry.name })} disabled={busy} onClick={fetch}>
              <Fetch aria-hidden size={14} />
              {t('fetch')}
            </Button>
          )
        )}
      </div>
      {choice.download ? (
        <Fetching download={choice.download} />
      ) : (
        !choice.here && <Fits name={entry.name} repository={entry.repository} variant={choice.id} />
      )}
    </li>
  )
}

/** Asked for each on its own: the beginning of the file is read where it lies, some megabytes. */
function Fits({ name, repository, variant }: { name: string; repository: string; variant: string }) {
  const { t, i18n } = useTranslation()
  const [fit, setFit] = useState<ModelFit | 'asked'>()
  const look = () => {
    setFit('asked')
    void library.fit(repository, variant).then(setFit, (error) => {
      setFit(undefined)
      tellError(error)
    })
  }
  // The server's sentences are English; in other languages the numbers speak.
  const why = ({ sentence, context, need }: ModelFit) =>
    i18n.language === 'en' ? sentence : need > 0 ? t('fits.takes', { tokens: number(context), memory: size(need) }) : ''
  if (fit && fit !== 'asked') {
    return (
      <p role="status" className="text-small">
        <span className="font-medium">{t(`fits.${fit.verdict}`)}</span> <span className="text-quiet">{why(fit)}</span>
      </p>
    )
  }
  return (
    <button
      type="button"
      aria-label={t('fits.ask_of', { name })}
      disabled={fit === 'asked'}
      onClick={look}
      className="self-start text-small text-quiet underline underline-offset-2 hover:text-text disabled:no-underline"
    >
      {fit === 'asked' ? t('fits.asked') : t('fits.ask')}
    </button>
  )
}
