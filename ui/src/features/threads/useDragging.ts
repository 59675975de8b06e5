// Threads and folders dragged within the list: what may be dropped where, and what comes of it.
import { useEffect, useRef, type DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Folder } from '../../api/types'
import { listed } from '../../api/threads'
import { number } from '../../shared/format'
import { useChosen } from './chosen'
import { show } from './FolderRow'
import { mayLieIn, PINNED, type Row } from './rows'
import { useTending, type Dragged } from './tending'
import type { Acts } from './useActs'

const TYPE = 'application/x-fireside-threads'
// So long over a closed folder opens it.
const OPENS = 600

function placeOf(event: DragEvent): string {
  return event.target instanceof Element ? (event.target.closest<HTMLElement>('[data-drop]')?.dataset.drop ?? '') : ''
}

function allowed(dragged: Dragged, place: string, folders: readonly Folder[]): boolean {
  if (dragged.kind === 'folder') return place !== PINNED && mayLieIn(folders, dragged.id, place || null)
  if (place === PINNED) return listed(dragged.ids).some(({ pinned }) => !pinned)
  return listed(dragged.ids).some(({ pinned, folder_id }) => pinned || (folder_id ?? '') !== place)
}

/** What is seen at the pointer while several are dragged. */
function ghost(words: string): HTMLElement {
  const element = document.createElement('div')
  element.textContent = words
  element.className = 'fixed -top-20 start-0 rounded-md border border-edge bg-raised px-3 py-1.5 text-ui text-text'
  document.body.append(element)
  setTimeout(() => element.remove())
  return element
}

export function useDragging(rows: readonly Row[], folders: readonly Folder[], acts: Acts) {
  const { t } = useTranslation()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  const over = (place: string | null) => {
    if (useTending.getState().over === place) return
    clearTimeout(timer.current)
    useTending.setState({ over: place })
    const folder = folders.find(({ id }) => id === place)
    if (folder?.collapsed) timer.current = setTimeout(() => show(folder, true), OPENS)
  }

  const end = () => {
    clearTimeout(timer.current)
    useTending.setState({ dragged: null, over: null })
  }

  return {
    onDragStart: (event: DragEvent) => {
      const key = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]')?.dataset.row : undefined
      const row = rows.find((one) => one.key === key)
      if (!row || row.kind === 'heading') return
      const { ids } = useChosen.getState()
      const together = row.kind === 'thread' && ids.has(row.thread.id) ? [...ids] : row.kind === 'thread' ? [row.thread.id] : []
      event.dataTransfer.clearData() // else the address of a link would be dropped into the composer
      event.dataTransfer.setData(TYPE, '')
      event.dataTransfer.effectAllowed = 'move'
      if (together.length > 1) {
        event.dataTransfer.setDragImage(ghost(t('threads_count', { count: together.length, shown: number(together.length) })), 0, 0)
      }
      const dragged: Dragged = row.kind === 'folder' ? { kind: 'folder', id: row.folder.id } : { kind: 'threads', ids: together }
      useTending.setState({ dragged })
    },
    onDragOver: (event: DragEvent) => {
      const { dragged } = useTending.getState()
      if (!dragged) return
      const place = placeOf(event)
      const may = allowed(dragged, place, folders)
      over(may ? place : null)
      if (!may) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'move'
    },
    onDragLeave: (event: DragEvent) => {
      if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) over(null)
    },
    onDrop: (event: DragEvent) => {
      const { dragged } = useTending.getState()
      const place = placeOf(event)
      end()
      if (!dragged || !allowed(dragged, place, folders)) return
      event.preventDefault()
      const folder = dragged.kind === 'folder' && folders.find(({ id }) => id === dragged.id)
      if (folder) void acts.moveFolder(folder, place || null)
      else if (dragged.kind === 'threads') void acts.drop(dragged.ids, place)
    },
    onDragEnd: end,
  }
}
