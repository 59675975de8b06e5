// Whether a variant fits this computer: a sign, a word and a sentence; looked up when it is seen, or when it is asked for.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Refused } from '../../api/client'
import { useFit } from '../../api/hub'
import { Verdict } from '../../shared/Verdict'
import { words } from '../../shared/words'

interface FitProps {
  name: string
  repository: string
  variant: string
  /** Whether it is looked up as soon as it is seen: to look is to ask the hub. */
  eager: boolean
}

export function Fit({ name, repository, variant, eager }: FitProps) {
  const { t } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  const [asked, setAsked] = useState(false)
  const { data: fit, error, isFetching, refetch } = useFit(repository, variant, asked)

  useEffect(() => {
    if (!eager || !place.current) return undefined
    const seen = new IntersectionObserver((entries) => entries.some((one) => one.isIntersecting) && setAsked(true))
    seen.observe(place.current)
    return () => seen.disconnect()
  }, [eager])

  const link = 'text-start text-quiet underline underline-offset-2 hover:text-text'
  return (
    <div ref={place} className="min-h-4 text-small">
      {fit ? (
        <Verdict fit={fit} />
      ) : isFetching ? (
        <span className="text-quiet">{t('fits.asked')}</span>
      ) : error instanceof Refused ? (
        <>
          <span className="text-quiet">{t('fits.unknown', { why: words(error.problem).title })}</span>{' '}
          <button type="button" aria-label={t('fits.again_of', { name })} className={link} onClick={() => void refetch()}>
            {t('finder.retry')}
          </button>
        </>
      ) : (
        !eager && (
          <button type="button" aria-label={t('fits.ask_of', { name })} className={link} onClick={() => setAsked(true)}>
            {t('fits.ask')}
          </button>
        )
      )}
    </div>
  )
}
