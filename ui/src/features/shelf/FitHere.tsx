// Whether a model fits this computer; of the one that is loaded, how it lies there.
import { useTranslation } from 'react-i18next'
import { shelf, useFitHere } from '../../api/shelf'
import type { Model, ModelState } from '../../api/types'
import { number, percent } from '../../shared/format'
import { said } from '../../shared/said'
import { tellError } from '../../shared/toasts'
import { Verdict } from '../../shared/Verdict'

export function FitHere({ model, state }: { model: Model; state: ModelState | undefined }) {
  const { t } = useTranslation()
  const status = state?.status
  const loaded = status === 'ready' || status === 'idle'
  const running = loaded || status === 'loading' || status === 'waiting'
  // While it is loaded, what it takes is not free: then it tells itself how it lies.
  const { data: fit } = useFitHere(model, model.engine === 'llama.cpp' && !running)
  if (status === 'loading') {
    return (
      <span role="status" className="text-quiet">
        {t('model.loading')} {percent(state?.progress ?? 0)}
      </span>
    )
  }
  if (status === 'waiting') {
    return (
      <span role="status" className="text-quiet">
        {t('model.waiting')}
      </span>
    )
  }
  if (state && loaded) {
    const lies = state.context ? t('shelf.with_context', { tokens: number(state.context) }) : ''
    return (
      <p role="status" className="min-w-40 flex-1 text-small">
        <span className="font-medium">{t('shelf.loaded')}</span>{' '}
        <span className="text-quiet">{(state.fit && said(state.fit)) || lies}</span>{' '}
        {model.engine !== 'server' && (
          <button
            type="button"
            className="text-quiet underline underline-offset-2 hover:text-text"
            onClick={() => void shelf.unload(model.id).catch(tellError)}
          >
            {t('shelf.unload')}
          </button>
        )}
      </p>
    )
  }
  return fit ? <Verdict fit={fit} className="min-w-40 flex-1" /> : null
}
