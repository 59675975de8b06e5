// One thread in the list: opens it, is chosen with others, is renamed in place; its menu does the rest.
import { Archive, CircleCheckBig, FolderInput, Pencil, Pin, PinOff, Trash2 } from 'lucide-react'
import { useState, type MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { rename as renameThread } from '../../api/actions'
import type { Thread } from '../../api/types'
import { runIn, useLive } from '../../live'
import { tellError } from '../../shared/toasts'
import { toggle } from './chosen'
import { NameField } from './NameField'
import { RowMenu, type Offer } from './RowMenu'
import { ask, rename } from './tending'
import type { Acts } from './useActs'

const LOOK =
  'flex h-8 items-center gap-2 rounded-md pe-9 text-quiet transition-colors hover:bg-raised hover:text-text aria-[current]:bg-raised aria-[current]:text-text data-chosen:bg-raised data-chosen:text-text pointer-coarse:h-11'

export interface RowState {
  /** Whether Tab comes to this row. */
  active: boolean
  renaming: boolean
  /** After renaming: the row takes the focus again. */
  onRenamed: () => void
}

interface ThreadRowProps extends RowState {
  thread: Thread
  depth: number
  shown: boolean
  choosing: boolean
  chosen: boolean
  acts: Acts
  onOpen: () => void
  /** A press with Ctrl, ⌘ or Shift, or while one chooses. */
  onChoose: (event: MouseEvent) => void
}

export function ThreadRow(props: ThreadRowProps) {
  const { thread, depth, shown, choosing, chosen, active, renaming, acts, onOpen, onChoose, onRenamed } = props
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const writing = useLive((live) => runIn(live, thread.id) !== undefined)
  const title = thread.title || t('untitled')

  if (renaming) {
    const done = (next: string | null) => {
      rename(null)
      if (next && next !== thread.title) void renameThread(thread.id, next).catch(tellError)
      onRenamed()
    }
    return <NameField label={t('thread_title')} name={thread.title} onDone={done} />
  }

  const ids = [thread.id]
  const offers: Offer[] = [
    { icon: Pencil, label: t('rename'), run: () => rename(thread.id), takesFocus: true },
    { icon: thread.pinned ? PinOff : Pin, label: t(thread.pinned ? 'unpin' : 'pin'), run: () => void acts.pin(ids, !thread.pinned) },
    { icon: FolderInput, label: t('move_to_folder'), run: () => ask({ kind: 'move', threads: ids }), takesFocus: true },
    { icon: CircleCheckBig, label: t('choose'), run: () => toggle(thread.id) },
    { exports: { threads: ids } },
    { icon: Archive, label: t('archive_it'), run: () => void acts.archive(ids, true) },
    { icon: Trash2, label: t('delete'), run: () => void acts.remove(ids) },
  ]
  const content = (
    <>
      <span dir="auto" className="min-w-0 truncate">
        {title}
      </span>
      {writing && <span className="breathe ms-auto size-2 shrink-0 rounded-full bg-ember" role="img" aria-label={t('writing')} />}
    </>
  )
  const common = {
    'data-main': true,
    tabIndex: active ? 0 : -1,
    draggable: true,
    onContextMenu: (event: MouseEvent) => {
      event.preventDefault()
      setOpen(true)
    },
  }
  return (
    <div className="group/row relative" data-thread={thread.id} style={{ paddingInlineStart: `${depth * 0.75}rem` }}>
      {choosing ? (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- its box hears the keys
        <label
          draggable
          data-chosen={chosen || undefined}
          className={`${LOOK} cursor-pointer ps-3 select-none has-focus-visible:outline-2 has-focus-visible:outline-ember`}
          onClick={(event) => {
            // The box turns by itself; a press beside it must not press it a second time.
            if (!(event.target instanceof HTMLInputElement)) event.preventDefault()
            onChoose(event)
          }}
        >
          <input
            {...common}
            draggable={false}
            type="checkbox"
            checked={chosen}
            onChange={() => undefined}
            aria-label={t('choose_thread', { title })}
            className="size-4 shrink-0 accent-ember outline-none"
          />
          {content}
        </label>
      ) : (
        <Link
          {...common}
          to={`/t/${thread.id}`}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) {
              event.preventDefault()
              onChoose(event)
            } else onOpen()
          }}
          onDoubleClick={() => rename(thread.id)}
          aria-current={shown ? 'page' : undefined}
          className={`${LOOK} ps-3`}
        >
          {content}
        </Link>
      )}
      {!choosing && (
        <RowMenu label={t('thread_menu', { title })} open={open} onOpen={setOpen} offers={offers} reached={active} />
      )}
    </div>
  )
}
