// The models that can answer, and where each runs: switch, for one thread or for all, take one off the list, add another.
import { Boxes, Check, FilePlus2, FileSearch, FolderPlus, ScanSearch, Search, Server, X, type LucideIcon } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, http } from '../../api/client'
import { useModels, useStatus } from '../../api/queries'
import type { Model, Thread } from '../../api/types'
import { IconButton } from '../../shared/Button'
import { Switch } from '../../shared/Controls'
import { findModels } from '../../shared/finding'
import { showModels } from '../../shared/owned'
import { size } from '../../shared/format'
import { i18n } from '../../shared/i18n'
import { tell, tellError } from '../../shared/toasts'
import { answerWith, giveModel, hostOf } from './answering'
import type { Adding } from './ModelLine'

interface ModelMenuProps {
  /** The one that answers. */
  model: Model | undefined
  thread: Thread | undefined
  onClose: () => void
  onAdd: (what: Adding) => void
  /** When it is gone. */
  onClosed: () => void
}

export function ModelMenu({ model: current, thread, onClose, onAdd, onClosed }: ModelMenuProps) {
  const { t } = useTranslation()
  const { data: models } = useModels()
  const { data: status } = useStatus()
  return (
    <Popover.Portal>
      <Popover.Content
        side="top"
        align="start"
        sideOffset={6}
        collisionPadding={12}
        aria-label={t('models')}
        onCloseAutoFocus={onClosed}
        className="appear z-50 flex max-h-[min(32rem,70vh)] w-[min(24rem,calc(100vw-1.5rem))] flex-col rounded-lg border border-line bg-raised p-1 text-ui outline-none"
      >
        <h2 className="px-3 pt-2 pb-1 text-small font-medium text-quiet">{t('models')}</h2>
        <ul className="min-h-0 flex-1 overflow-y-auto">
          {models?.map((model) => (
            <li key={model.id} className="group/model flex items-center rounded-md hover:bg-surface focus-within:bg-surface">
              <button
                type="button"
                aria-current={model.id === current?.id}
                disabled={model.missing}
                onClick={() => {
                  void answerWith(model, thread).catch(tellError)
                  onClose()
                }}
                className="flex min-w-0 flex-1 items-start gap-2.5 rounded-md px-3 py-2 text-start outline-offset-[-2px] disabled:opacity-60"
              >
                <Check
                  aria-hidden
                  size={15}
                  className={`mt-0.5 shrink-0 text-ember ${model.id === current?.id ? '' : 'invisible'}`}
                />
                <span className="min-w-0">
                  <span className="block truncate text-text">{model.name}</span>
                  <Facts model={model} />
                </span>
              </button>
              {model.missing && !model.server && (
                <IconButton
                  icon={FileSearch}
                  label={t('find_again.open_of', { name: model.name })}
                  size="small"
                  side="left"
                  onClick={() => onAdd(model)}
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
          ))}
        </ul>
        {thread && current && <OnlyHere thread={thread} current={current} />}
        <div className="mt-1 border-t border-line pt-1">
          <Way
            icon={Boxes}
            label={t('shelf.open')}
            onClick={() => {
              onClose()
              showModels(current?.id)
            }}
          />
          <Way
            icon={Search}
            label={t('finder.open')}
            onClick={() => {
              onClose()
              findModels()
            }}
          />
          <Way icon={FilePlus2} label={t('add_model')} onClick={() => onAdd('file')} />
          {status?.has_window && <Way icon={FolderPlus} label={t('add_folder')} onClick={() => onAdd('folder')} />}
          <Way icon={ScanSearch} label={t('neighbours.open')} onClick={() => onAdd('found')} />
          <Way icon={Server} label={t('add_server')} onClick={() => onAdd('server')} />
        </div>
      </Popover.Content>
    </Popover.Portal>
  )
}

/** Whether the thread has a model of its own: then choosing one changes it here alone. */
function OnlyHere({ thread, current }: { thread: Thread; current: Model }) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <div className="mt-1 flex items-center justify-between gap-3 border-t border-line px-3 pt-2 pb-1">
      <span id={id}>{t('only_this_thread')}</span>
      <Switch
        checked={thread.model_id != null}
        onChange={(own) => void giveModel(thread, own ? current.id : null).catch(tellError)}
        labelledBy={id}
      />
    </div>
  )
}

function Way({ icon: Icon, label, onClick }: { icon: LucideIcon; label: string; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="flex w-full items-center gap-2.5 rounded-md px-3 py-2 text-start hover:bg-surface"
    >
      <Icon aria-hidden size={15} className="shrink-0 text-quiet" />
      {label}
    </button>
  )
}

/** What it is, quietly, and where it runs. */
function Facts({ model }: { model: Model }) {
  const { t } = useTranslation()
  const what = model.missing
    ? [t(model.engine === 'pytorch' ? 'folder_missing' : 'model_missing')]
    : [model.good_for, model.quantisation, model.engine === 'pytorch' && 'PyTorch', model.size && size(model.size)]
  const where = model.elsewhere ? t('on_host', { host: hostOf(model) }) : t('here')
  return (
    <span className="block text-small text-quiet">
      {[...what, model.missing ? '' : where, !model.elsewhere && hostOf(model)].filter(Boolean).join(' · ')}
    </span>
  )
}

function remove(model: Model): void {
  const path = { id: model.id }
  const restore = () => void ask(http.POST('/api/v0/models/{id}/restore', { params: { path } })).catch(tellError)
  ask(http.DELETE('/api/v0/models/{id}', { params: { path } })).then(
    () => tell({ title: i18n.t('shelf.taken_off', { name: model.name }), action: { label: i18n.t('undo'), run: restore } }),
    tellError,
  )
}
