// The models to choose from, the last used on top: typing filters them, the arrows walk, Enter takes one.
import { Check, FileSearch, Search, X } from 'lucide-react'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, http } from '../../api/client'
import { useModels } from '../../api/queries'
import type { Model } from '../../api/types'
import { useLive } from '../../live'
import { IconButton } from '../../shared/Button'
import { percent, size } from '../../shared/format'
import { i18n } from '../../shared/i18n'
import { said } from '../../shared/said'
import { tell, tellError } from '../../shared/toasts'
import { walk } from '../../shared/walk'
import { hostOf } from './answering'
import { byUse, fitting, useRecent } from './recent'

interface ModelChoicesProps {
  current: Model | undefined
  onChoose: (model: Model) => void
  onFindAgain: (model: Model) => void
}

export function ModelChoices({ current, onChoose, onFindAgain }: ModelChoicesProps) {
  const { t } = useTranslation()
  const { data: models } = useModels()
  const [sought, setSought] = useState('')
  // The order is that of the moment in which the menu was opened: nothing moves under the hand.
  const [used] = useState(() => useRecent.getState().ids)
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const there = models !== undefined
  const found = fitting(byUse(models ?? [], used), sought, (model) => [model.name, ...facts(model)].join(' '))

  // Enter takes the one that answered before this one.
  useEffect(() => {
    if (!there) return
    const items = [...(list.current?.querySelectorAll<HTMLElement>('[data-item]:not(:disabled)') ?? [])]
    const before = items.find((item) => item.getAttribute('aria-current') !== 'true')
    ;(before ?? items[0] ?? field.current)?.focus()
  }, [there])

  const pressed = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.nativeEvent.isComposing) return
    const writes = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey
    if (writes || (event.key === 'Backspace' && sought)) field.current?.focus()
    else if (event.key === 'Enter' && event.target === field.current) {
      const first = found.find((model) => !model.missing)
      if (first && sought) onChoose(first)
    } else walk(event)
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys of what it holds, as they come by
    <div className="flex min-h-0 flex-1 flex-col" onKeyDown={pressed}>
      <label className="mx-1 mt-1 mb-1 flex items-center gap-2 rounded-md border border-line bg-surface px-2.5 focus-within:border-edge">
        <Search aria-hidden size={14} className="shrink-0 text-quiet" />
        <input
          ref={field}
          value={sought}
          onChange={(event) => setSought(event.target.value)}
          aria-label={t('models_find')}
          placeholder={t('models_find')}
          spellCheck={false}
          autoComplete="off"
          className="h-8 min-w-0 flex-1 bg-transparent outline-none placeholder:text-quiet"
        />
      </label>
      <p role="status" className="sr-only">
        {sought ? (found.length ? t('models_found', { count: found.length }) : t('models_none')) : ''}
      </p>
      <ul ref={list} className="min-h-0 flex-1 overflow-y-auto">
        {found.map((model) => (
          <Choice
            key={model.id}
            model={model}
            chosen={model.id === current?.id}
            onChoose={() => onChoose(model)}
            onFindAgain={() => onFindAgain(model)}
          />
        ))}
        {there && found.length === 0 && <li className="px-3 py-2 text-quiet">{t('models_none')}</li>}
      </ul>
    </div>
  )
}

interface ChoiceProps {
  model: Model
  chosen: boolean
  onChoose: () => void
  onFindAgain: () => void
}

function Choice({ model, chosen, onChoose, onFindAgain }: ChoiceProps) {
  const { t } = useTranslation()
  return (
    <li className="group/model flex items-center rounded-md hover:bg-surface focus-within:bg-surface">
      <button
        type="button"
        data-item
        aria-current={chosen}
        disabled={model.missing}
        onClick={onChoose}
        className="flex min-w-0 flex-1 items-start gap-2.5 rounded-md px-3 py-2 text-start outline-offset-[-2px] disabled:opacity-60"
      >
        <Check aria-hidden size={15} className={`mt-0.5 shrink-0 text-ember ${chosen ? '' : 'invisible'}`} />
        <span className="min-w-0">
          <span className="block truncate text-text">{model.name}</span>
          <span className="block text-small text-quiet">
            <How model={model} />
            {facts(model).join(' · ')}
          </span>
        </span>
      </button>
      {model.missing && !model.server && (
        <IconButton
          icon={FileSearch}
          label={t('find_again.open_of', { name: model.name })}
          size="small"
          side="left"
          onClick={onFindAgain}
        />
      )}
      {!model.bundled && (
        <IconButton
          icon={X}
          label={t(model.server ? 'remove_served' : 'remove_model', { name: model.name })}
          size="small"
          side="left"
          className="me-1.5"
          onClick={() => remove(model)}
        />
      )}
    </li>
  )
}

/** How it is, where that is more than not loaded. */
function How({ model }: { model: Model }) {
  const { t } = useTranslation()
  const state = useLive((live) => live.models[model.id])
  if (!state || state.status === 'unloaded') return null
  const loads = state.status === 'loading' ? ` ${percent(state.progress ?? 0)}` : ''
  return <span className="text-text">{`${t(`model.${state.status ?? 'ready'}`)}${loads} · `}</span>
}

/** What it is, and where it runs. */
function facts(model: Model): string[] {
  const { t } = i18n
  const what = model.missing
    ? [t(model.engine === 'pytorch' ? 'folder_missing' : 'model_missing')]
    : [said(model.good_for) ?? model.good_for, model.sees && t('pictures.sees'), model.quantisation, model.engine === 'pytorch' && 'PyTorch', model.size && size(model.size)]
  const where = model.elsewhere ? t('on_host', { host: hostOf(model) }) : t('here')
  return [...what, model.missing ? '' : where, !model.elsewhere && hostOf(model)].filter((one) => !!one).map(String)
}

function remove(model: Model): void {
  const path = { id: model.id }
  const restore = () => void ask(http.POST('/api/v0/models/{id}/restore', { params: { path } })).catch(tellError)
  ask(http.DELETE('/api/v0/models/{id}', { params: { path } })).then(
    () => tell({ title: i18n.t('shelf.taken_off', { name: model.name }), action: { label: i18n.t('undo'), run: restore } }),
    tellError,
  )
}
