// How a model is, in the quiet line: how far it is loaded, whom it waits for, why it stopped; with the button that helps.
import { CircleHelp, RotateCw, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ask, http } from '../../api/client'
import { useModels } from '../../api/queries'
import type { Model, ModelState as State } from '../../api/types'
import { IconButton } from '../../shared/Button'
import { percent, size } from '../../shared/format'
import { showModels } from '../../shared/owned'
import { said } from '../../shared/said'
import { tellError } from '../../shared/toasts'
import { words } from '../../shared/words'

function post(way: 'reload' | 'unload', id: string): void {
  const at = { params: { path: { id } } }
  const asked = way === 'reload' ? http.POST('/api/v0/models/{id}/reload', at) : http.POST('/api/v0/models/{id}/unload', at)
  void ask(asked).catch(tellError)
}

export function ModelState({ model, state }: { model: Model; state: State | null }) {
  const { t } = useTranslation()
  const { data: models } = useModels()
  switch (state?.status) {
    case 'loading':
      return <Loading model={model} progress={state.progress ?? 0} />
    case 'waiting': {
      const name = models?.find(({ id }) => id === state.waits_for)?.name
      return (
        <span role="status" className="min-w-0 truncate">
          {name ? t('model.waiting_for', { name }) : t('model.waiting')}
        </span>
      )
    }
    case 'failed':
    case 'crashed':
      return <Stopped model={model} state={state} />
    default:
      return (
        <span className="truncate" title={(state?.fit && said(state.fit)) || undefined}>
          {t(`model.${state?.status ?? 'unloaded'}`)}
        </span>
      )
  }
}

function Loading({ model, progress }: { model: Model; progress: number }) {
  const { t } = useTranslation()
  const done = percent(progress)
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span role="status" className="flex min-w-0 items-center gap-2">
        <progress className="thin-progress h-1 w-12 shrink-0 sm:w-20" value={progress} aria-label={t('model.loading')} />
        <span className="truncate tabular-nums">
          {model.size ? t('model.loading_of', { done, size: size(model.size) }) : `${t('model.loading')} ${done}`}
        </span>
      </span>
      <IconButton icon={X} label={t('model.stop')} size="small" onClick={() => post('unload', model.id)} />
    </span>
  )
}

function Stopped({ model, state }: { model: Model; state: State }) {
  const { t } = useTranslation()
  const { title, about } = state.problem ? words(state.problem) : { title: '', about: '' }
  return (
    <span className="flex min-w-0 items-center gap-1">
      <span role="status" className="min-w-0 truncate text-text" title={[title, about].filter(Boolean).join(' ')}>
        {state.status === 'failed' ? [t('model.failed'), title].filter(Boolean).join(': ') : title || t('model.crashed')}
      </span>
      <IconButton icon={RotateCw} label={t('model.again')} size="small" onClick={() => post('reload', model.id)} />
      <IconButton icon={CircleHelp} label={t('model.why')} size="small" onClick={() => showModels(model.id)} />
    </span>
  )
}
