// One model: what it is and where it lies, whether it fits, how quick it is, why it fails, what was chosen for it.
import { FolderOpen, Pencil, RotateCw, Search } from 'lucide-react'
import { useCallback, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readShelfAgain, shelf, type Measuring, type ShelfModel } from '../../api/shelf'
import { useStatus } from '../../api/queries'
import type { Model } from '../../api/types'
import { useLive } from '../../live'
import { Button, IconButton } from '../../shared/Button'
import { number, size } from '../../shared/format'
import { PromptField } from '../../shared/PromptField'
import { said } from '../../shared/said'
import { tellError } from '../../shared/toasts'
import { FitHere } from './FitHere'
import { Keeping } from './Keeping'
import { Options } from './Options'
import { Removing } from './Removing'
import { Speed } from './Speed'
import { TroubleText } from './TroubleText'

interface ModelCardProps {
  one: ShelfModel
  measuring: Measuring | null
  onUse: (modelId: string) => void
  onFindAgain: (model: Model) => void
  onGone: () => void
}

export function ModelCard({ one, measuring, onUse, onFindAgain, onGone }: ModelCardProps) {
  const { t } = useTranslation()
  const { model, owner, stale, trouble } = one
  const state = useLive((live) => live.models[model.id])
  const status = state?.status
  // Whether its options are those that it was loaded with, and why it failed, changes with its state.
  useEffect(readShelfAgain, [status])
  const chats = model.purpose !== 'search'
  return (
    // What is hidden in it by its place must not make the dialog scroll: it is placed in here.
    <article aria-label={model.name} className="relative min-h-0 flex-1 overflow-y-auto px-5 pt-3 pb-5">
      <Name model={model} />
      {model.missing && model.engine !== 'server' && (
        <p role="status" className="mt-2 flex flex-wrap items-center gap-3">
          {t('shelf.gone')}
          <Button onClick={() => onFindAgain(model)}>
            <Search aria-hidden size={14} />
            {t('shelf.find_again')}
          </Button>
        </p>
      )}
      {chats && !model.missing && (
        <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2">
          <Button kind="primary" onClick={() => onUse(model.id)}>
            {t('shelf.use')}
          </Button>
          <FitHere model={model} state={state} />
        </div>
      )}
      {stale && (
        <p role="status" className="mt-3 flex flex-wrap items-center gap-3 rounded-md bg-ember-wash px-3 py-2">
          <span className="min-w-40 flex-1">{t('shelf.stale')}</span>
          <Button onClick={() => void shelf.reload(model.id).catch(tellError)}>
            <RotateCw aria-hidden size={14} />
            {t('shelf.reload')}
          </Button>
        </p>
      )}
      {trouble && <TroubleText trouble={trouble} onAgain={() => onUse(model.id)} />}
      <Facts model={model} owner={owner} />
      {chats && model.engine !== 'server' && !model.missing && <Speed model={model} measuring={measuring} />}
      <Options model={model} />
      <Notes model={model} />
      <Removing model={model} onGone={onGone} />
    </article>
  )
}

function Name({ model }: { model: Model }) {
  const { t } = useTranslation()
  const [renaming, setRenaming] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (renaming) field.current?.select()
  }, [renaming])

  const done = (keep: boolean) => {
    if (!renaming) return
    const name = field.current?.value.trim() ?? ''
    setRenaming(false)
    requestAnimationFrame(() => button.current?.focus())
    if (keep && name !== model.name) void shelf.change(model.id, { name }).catch(tellError)
  }

  if (renaming) {
    return (
      <input
        ref={field}
        defaultValue={model.name}
        maxLength={200}
        dir="auto"
        aria-label={t('shelf.name')}
        placeholder={model.own_name || model.name}
        data-takes-keys
        onBlur={() => done(true)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Enter') done(true)
          if (event.key === 'Escape') done(false)
        }}
        className="h-9 w-full rounded-md border border-edge bg-surface px-3 text-base font-semibold"
      />
    )
  }
  return (
    <div className="flex items-start gap-2">
      <h3 dir="auto" className="min-w-0 text-base leading-7 font-semibold break-words">
        {model.name}
      </h3>
      <IconButton ref={button} icon={Pencil} size="small" label={t('shelf.rename', { name: model.name })} onClick={() => setRenaming(true)} />
    </div>
  )
}

function Facts({ model, owner }: { model: Model; owner: string }) {
  const { t } = useTranslation()
  const { data: status } = useStatus()
  const served = model.engine === 'server'
  const facts: [string, string][] = [
    [t('shelf.original'), model.own_name ?? ''],
    [t('shelf.size'), model.size ? size(model.size) : ''],
    [t('shelf.quantisation'), model.quantisation ?? ''],
    [t('shelf.context'), model.context ? t('shelf.tokens', { count: model.context, shown: number(model.context) }) : ''],
    [t('shelf.architecture'), model.architecture ?? ''],
    [t('shelf.licence'), model.licence || (served ? '' : t('shelf.licence_unknown'))],
    [t('shelf.engine'), { 'llama.cpp': 'llama.cpp', pytorch: 'PyTorch', server: '' }[model.engine ?? 'llama.cpp']],
    [t('shelf.good_for'), said(model.good_for) ?? model.good_for],
    [t('shelf.owner'), model.bundled ? t('shelf.bundled') : owner],
  ]
  return (
    <dl className="mt-4 grid grid-cols-[auto_1fr] gap-x-5 gap-y-1">
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-quiet">{name}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
      <dt className="text-quiet">{t(served ? 'shelf.on_server' : 'shelf.place')}</dt>
      <dd className="min-w-0">
        <span dir="ltr" className="font-mono text-small break-all select-text">
          {served ? model.server : model.path}
        </span>
        {!served && status?.has_window && !model.missing && (
          <Button kind="quiet" className="ms-2" onClick={() => void shelf.reveal(model.id).catch(tellError)}>
            <FolderOpen aria-hidden size={14} />
            {t('shelf.reveal')}
          </Button>
        )}
        {!served && !model.bundled && !model.missing && owner !== 'Fireside' && <Keeping model={model} />}
      </dd>
    </dl>
  )
}

function Notes({ model }: { model: Model }) {
  const { t } = useTranslation()
  const id = useId()
  const save = useCallback((notes: string) => shelf.change(model.id, { notes }), [model.id])
  return (
    <section className="mt-6">
      <h4 id={id} className="mb-2 font-medium">
        {t('shelf.notes')}
      </h4>
      <PromptField value={model.notes ?? ''} onSave={save} placeholder={t('shelf.notes_hint')} labelledBy={id} />
    </section>
  )
}
