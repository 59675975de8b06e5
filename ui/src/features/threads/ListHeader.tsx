// Over the list: what holds for all of it, or, while threads are chosen, what can be done with them.
import { Archive, CircleCheckBig, Ellipsis, FileInput, FileOutput, FolderInput, FolderPlus, Pin, PinOff, Trash2, X } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import type { Thread } from '../../api/types'
import { IconButton } from '../../shared/Button'
import { ExportItems, Formats } from '../../shared/ExportItems'
import { openImport } from '../../shared/exporting'
import { number } from '../../shared/format'
import { menuItem, menuPanel } from '../../shared/menu'
import { beginChoosing, remaining, stopChoosing, useChosen } from './chosen'
import { ask } from './tending'
import type { Acts } from './useActs'

interface ListHeaderProps {
  acts: Acts
  threads: readonly Thread[]
  onPutAway: (place: 'archive' | 'trash') => void
  /** Choosing is over: the list takes the focus. */
  onDone: () => void
}

export function ListHeader(props: ListHeaderProps) {
  const choosing = useChosen((state) => state.choosing)
  return choosing ? <Choosing {...props} /> : <Resting {...props} />
}

function Resting({ threads, onPutAway }: ListHeaderProps) {
  const { t } = useTranslation()
  const archived = threads.filter((thread) => thread.archived).length
  return (
    <div className="flex h-9 shrink-0 items-center gap-0.5 ps-5 pe-3 text-quiet">
      <span className="flex-1 truncate text-small font-medium">{t('threads')}</span>
      <IconButton
        icon={FolderPlus}
        label={t('new_folder')}
        size="small"
        side="bottom"
        onClick={() => ask({ kind: 'new_folder', parent: null, threads: [] })}
      />
      <DropdownMenu.Root>
        <DropdownMenu.Trigger
          aria-label={t('list_menu')}
          className="grid size-7 place-items-center rounded-md text-quiet transition-colors hover:bg-raised hover:text-text"
        >
          <Ellipsis aria-hidden size={15} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="end"
            className={menuPanel}
            // What opened at once has the focus already; what has yet to be fetched finds it on the button, and leads back there.
            onCloseAutoFocus={(event) => {
              if (document.activeElement !== document.body) event.preventDefault()
            }}
          >
            <DropdownMenu.Item className={menuItem} disabled={threads.length === 0} onSelect={beginChoosing}>
              <CircleCheckBig aria-hidden size={15} />
              {t('choose_threads')}
            </DropdownMenu.Item>
            <ExportItems which={{}} label={t('export_all')} />
            <DropdownMenu.Item className={menuItem} onSelect={openImport}>
              <FileInput aria-hidden size={15} />
              {t('import_threads')}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={menuItem} onSelect={() => onPutAway('archive')}>
              <Archive aria-hidden size={15} />
              <span className="flex-1">{t('archive')}</span>
              {archived > 0 && <span className="text-small text-quiet tabular-nums">{number(archived)}</span>}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={menuItem} onSelect={() => onPutAway('trash')}>
              <Trash2 aria-hidden size={15} />
              {t('trash')}
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </div>
  )
}

function Choosing({ acts, threads, onDone }: ListHeaderProps) {
  const { t } = useTranslation()
  const chosen = useChosen((state) => state.ids)
  const there = threads.filter((thread) => !thread.archived)
  const ids = remaining(chosen, there.map(({ id }) => id))
  const none = ids.length === 0
  const allPinned = !none && there.every((thread) => thread.pinned || !chosen.has(thread.id))
  const stop = () => {
    stopChoosing()
    onDone()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- its buttons have the focus
    <div
      role="toolbar"
      aria-label={t('chosen_threads')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        stop()
      }}
      className="mx-2 flex h-9 shrink-0 items-center rounded-md bg-raised ps-3 pe-1"
    >
      <span role="status" className="min-w-0 flex-1 truncate font-medium tabular-nums">
        {t('chosen', { count: ids.length, shown: number(ids.length) })}
      </span>
      <IconButton icon={FolderInput} label={t('move_to_folder')} size="small" side="bottom" disabled={none} onClick={() => ask({ kind: 'move', threads: ids })} />
      <IconButton
        icon={allPinned ? PinOff : Pin}
        label={t(allPinned ? 'unpin' : 'pin')}
        size="small"
        side="bottom"
        disabled={none}
        onClick={() => void acts.pin(ids, !allPinned)}
      />
      <DropdownMenu.Root>
        <DropdownMenu.Trigger asChild>
          <IconButton icon={FileOutput} label={t('export')} size="small" side="bottom" disabled={none} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content align="end" sideOffset={4} collisionPadding={8} className={menuPanel}>
            <Formats which={{ threads: ids }} />
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <IconButton icon={Archive} label={t('archive_it')} size="small" side="bottom" disabled={none} onClick={() => void acts.archive(ids, true)} />
      <IconButton icon={Trash2} label={t('delete')} size="small" side="bottom" disabled={none} onClick={() => void acts.remove(ids)} />
      <IconButton icon={X} label={t('choose_no_more')} size="small" side="bottom" onClick={stop} />
    </div>
  )
}
