// One folder in the list: shows and hides what lies in it; its menu does the rest.
import { ChevronRight, FolderInput, FolderPlus, Pencil, SquarePen, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { folders } from '../../api/threads'
import type { Folder } from '../../api/types'
import { number } from '../../shared/format'
import { tellError } from '../../shared/toasts'
import { NameField } from './NameField'
import { RowMenu, type Offer } from './RowMenu'
import { ask, rename } from './tending'
import type { RowState } from './ThreadRow'
import type { Acts } from './useActs'

interface FolderRowProps extends RowState {
  rowKey: string
  folder: Folder
  depth: number
  count: number
  acts: Acts
  onBegin: (folder: Folder) => void
}

export function show(folder: Folder, open: boolean): void {
  if (folder.collapsed === open) void folders.change(folder.id, { collapsed: !open }).catch(tellError)
}

export function FolderRow({ rowKey, folder, depth, count, active, renaming, acts, onBegin, onRenamed }: FolderRowProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)

  if (renaming) {
    const done = (next: string | null) => {
      rename(null)
      if (next && next !== folder.name) void folders.change(folder.id, { name: next }).catch(tellError)
      onRenamed()
    }
    return <NameField label={t('folder_name')} name={folder.name} onDone={done} />
  }

  const within: Offer = { icon: FolderPlus, label: t('folder_within'), run: () => ask({ kind: 'new_folder', parent: folder.id, threads: [] }), takesFocus: true }
  const offers: Offer[] = [
    { icon: SquarePen, label: t('thread_here'), run: () => onBegin(folder), takesFocus: true },
    ...(depth === 0 ? [within] : []),
    { icon: Pencil, label: t('rename'), run: () => rename(rowKey), takesFocus: true },
    { icon: FolderInput, label: t('move_folder'), run: () => ask({ kind: 'move_folder', folder }), takesFocus: true },
    { exports: { folder: folder.id } },
    { icon: Trash2, label: t('delete_folder'), run: () => void acts.removeFolder(folder) },
  ]
  return (
    <div className="group/row relative" style={{ paddingInlineStart: `${depth * 0.75}rem` }}>
      <button
        type="button"
        data-main
        draggable
        tabIndex={active ? 0 : -1}
        aria-expanded={!folder.collapsed}
        onClick={() => show(folder, folder.collapsed)}
        onContextMenu={(event) => {
          event.preventDefault()
          setOpen(true)
        }}
        className={`flex h-8 w-full items-center gap-1.5 rounded-md ps-2 text-start transition-colors hover:bg-raised pointer-coarse:h-11 ${count > 0 ? 'pe-9 pointer-fine:pe-3' : 'pe-9'}`}
      >
        <ChevronRight
          aria-hidden
          size={14}
          className={`shrink-0 text-quiet transition-transform duration-150 ${folder.collapsed ? 'rtl:rotate-180' : 'rotate-90'}`}
        />
        <span dir="auto" className="min-w-0 truncate">
          {folder.name}
        </span>
        {/* Its menu takes its place. */}
        {count > 0 && (
          <span className="ms-auto shrink-0 text-small text-quiet tabular-nums pointer-fine:group-focus-within/row:opacity-0 pointer-fine:group-hover/row:opacity-0">
            {number(count)}
          </span>
        )}
      </button>
      <RowMenu label={t('folder_menu', { name: folder.name })} open={open} onOpen={setOpen} offers={offers} reached={active} />
    </div>
  )
}
