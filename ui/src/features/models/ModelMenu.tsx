// The menu of models: switch to another one, for one thread or for all, or go where there are more.
import { Boxes, FilePlus2, FolderPlus, ScanSearch, Search, Server, type LucideIcon } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useStatus } from '../../api/queries'
import type { Model, Thread } from '../../api/types'
import { Switch } from '../../shared/Controls'
import { findModels } from '../../shared/finding'
import { showModels } from '../../shared/owned'
import { tellError } from '../../shared/toasts'
import { answerWith, giveModel } from './answering'
import { ModelChoices } from './ModelChoices'
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
  const { data: status } = useStatus()
  return (
    <Popover.Portal>
      <Popover.Content
        side="top"
        align="start"
        sideOffset={6}
        collisionPadding={12}
        aria-label={t('models')}
        onOpenAutoFocus={(event) => event.preventDefault()}
        onCloseAutoFocus={onClosed}
        className="appear z-50 flex max-h-[min(32rem,70vh)] w-[min(24rem,calc(100vw-1.5rem))] flex-col rounded-lg border border-line bg-raised p-1 text-ui outline-none"
      >
        <ModelChoices
          current={current}
          onChoose={(model) => {
            void answerWith(model, thread).catch(tellError)
            onClose()
          }}
          onFindAgain={onAdd}
        />
        {thread && current && <OnlyHere thread={thread} current={current} />}
        <div className="mt-1 border-t border-line pt-1">
          <Way
            icon={Search}
            label={t('finder.open')}
            onClick={() => {
              onClose()
              findModels()
            }}
          />
          <Way
            icon={Boxes}
            label={t('shelf.open')}
            onClick={() => {
              onClose()
              showModels(current?.id)
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
