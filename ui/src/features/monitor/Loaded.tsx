// How each model is, and what was unloaded of late to make room for something else.
import { useTranslation } from 'react-i18next'
import type { GaveWay } from '../../api/schema'
import { useModels } from '../../api/queries'
import { useLive } from '../../live'
import { moment, number, percent, size } from '../../shared/format'
import { gaveWayWords } from '../../shared/memory'

export function Loaded({ gaveWay }: { gaveWay: readonly GaveWay[] }) {
  const { t } = useTranslation()
  const { data: models } = useModels()
  const states = useLive((live) => live.models)
  const shown = (models ?? []).flatMap((model) => {
    const state = states[model.id]
    return state && state.status !== 'unloaded' ? [{ model, state }] : []
  })
  return (
    <section className="mt-3 rounded-lg border border-line bg-surface px-4 pt-3 pb-3">
      <h3 className="font-medium">{t('monitor.models')}</h3>
      {shown.length === 0 && <p className="text-quiet">{t('monitor.no_models')}</p>}
      <ul aria-label={t('monitor.models')}>
        {shown.map(({ model, state }) => (
          <li key={model.id} className="flex flex-wrap gap-x-3">
            <span className="min-w-0 truncate">{model.name}</span>
            <span className="text-quiet">
              {t(`model.${state.status ?? 'ready'}`)}
              {state.status === 'loading' && ` ${percent(state.progress ?? 0)}`}
              {state.context > 0 && ` · ${t('served_context', { tokens: number(state.context) })}`}
            </span>
          </li>
        ))}
      </ul>
      {gaveWay.length > 0 && (
        <>
          <h4 className="mt-2 text-small text-quiet">{t('monitor.gave_way')}</h4>
          <ul aria-label={t('monitor.gave_way')}>
            {gaveWay.map((one) => (
              <li key={one.at} className="flex flex-wrap gap-x-3">
                <span>{gaveWayWords(one)}</span>
                <span className="text-quiet tabular-nums">
                  {size(one.freed)} · {moment(one.at)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
