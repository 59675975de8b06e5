// How quickly a model reads and writes on this computer, and the button that measures it.
import { Gauge, Square } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { shelf, type Measuring } from '../../api/shelf'
import type { Model } from '../../api/types'
import { Button } from '../../shared/Button'
import { date, number } from '../../shared/format'
import { ProblemText } from '../../shared/ProblemText'
import { tellError } from '../../shared/toasts'
import { otherwise } from './options'

const AT_WORK = ['loading', 'reading', 'writing'] as const
type AtWork = (typeof AT_WORK)[number]

function atWork(measuring: Measuring | null): AtWork | undefined {
  return AT_WORK.find((phase) => phase === measuring?.phase)
}

export function Speed({ model, measuring }: { model: Model; measuring: Measuring | null }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const working = atWork(measuring)
  const mine = measuring?.model_id === model.id ? measuring : null
  const phase = mine ? working : undefined
  const measured = model.measured
  const other = measured?.options && otherwise(measured.options, model.options)
  const act = (work: Promise<unknown>) => {
    setBusy(true)
    void work.catch(tellError).finally(() => setBusy(false))
  }
  const rates = phase ? mine : measured
  return (
    <section aria-label={t('shelf.speed')} className="mt-6">
      <h4 className="mb-2 font-medium">{t('shelf.speed')}</h4>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
        {rates && (
          <dl className="flex gap-6">
            <Rate name={t('shelf.reads')} value={rates.reading} />
            <Rate name={t('shelf.writes')} value={rates.writing} />
          </dl>
        )}
        {phase ? (
          <span className="flex items-center gap-3">
            <progress className="thin-progress h-1 w-28" max={1} value={phase === 'loading' ? undefined : mine?.progress} aria-label={t('shelf.measuring')} />
            <span role="status" className="text-quiet">
              {t(`shelf.phase.${phase}`)}
            </span>
            <Button onClick={() => act(shelf.stopMeasuring())}>
              <Square aria-hidden size={12} />
              {t('stop')}
            </Button>
          </span>
        ) : (
          <Button disabled={busy || working !== undefined} onClick={() => act(shelf.measure(model.id))}>
            <Gauge aria-hidden size={14} />
            {t(measured ? 'shelf.measure_again' : 'shelf.measure')}
          </Button>
        )}
      </div>
      <p className="mt-1.5 text-small text-quiet">
        {measured && !phase
          ? [t('shelf.measured', { date: date(measured.at) }), other && t('shelf.measured_otherwise')].filter(Boolean).join(' · ')
          : t('shelf.measure_about')}
      </p>
      {mine?.problem && <ProblemText problem={mine.problem} id={`${model.id}-measuring`} />}
    </section>
  )
}

function Rate({ name, value }: { name: string; value: number | null | undefined }) {
  const { t } = useTranslation()
  return (
    <div>
      <dt className="text-small text-quiet">{name}</dt>
      <dd className="tabular-nums">{value == null ? '–' : t('shelf.rate', { rate: number(value, value < 10 ? 1 : 0) })}</dd>
    </div>
  )
}
