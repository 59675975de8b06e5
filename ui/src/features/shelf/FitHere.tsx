// Whether a model fits this computer; of the one that is loaded, how it lies there.
import { CircleCheck, CircleSlash, TriangleAlert, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { shelf, useFitHere } from '../../api/shelf'
import type { Model, ModelFit, ModelState } from '../../api/types'
import { number, percent, size } from '../../shared/format'
import { tellError } from '../../shared/toasts'

const SIGNS: Record<ModelFit['verdict'], { icon: LucideIcon; colour: string }> = {
  green: { icon: CircleCheck, colour: 'text-fits' },
  amber: { icon: TriangleAlert, colour: 'text-tight' },
  red: { icon: CircleSlash, colour: 'text-too-large' },
}

export function FitHere({ model, state }: { model: Model; state: ModelState | undefined }) {
  const { t, i18n } = useTranslation()
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
        <span className="text-quiet">{i18n.language === 'en' && state.fit ? state.fit : lies}</span>{' '}
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
  if (!fit) return null
  const { icon: Icon, colour } = SIGNS[fit.verdict]
  const takes = (fit.need ?? 0) > 0 ? t('fits.takes', { tokens: number(fit.context ?? 0), memory: size(fit.need ?? 0) }) : ''
  return (
    <p role="status" className="flex min-w-40 flex-1 items-start gap-1.5 text-small">
      <Icon aria-hidden size={14} className={`mt-px shrink-0 ${colour}`} />
      <span>
        <span className="font-medium">{t(`fits.${fit.verdict}`)}</span>{' '}
        <span className="text-quiet">{i18n.language === 'en' ? fit.sentence : takes}</span>
      </span>
    </p>
  )
}
