// The list as rows: what is pinned, then folders with what lies in them, then all else by days.
import type { Folder, Thread } from '../../api/types'
import { byName, tree } from '../../shared/folders'
import { byDays, type Days } from './days'

export type Heading = 'pinned' | 'folders' | Days

/** A row. `drop`: where a thread goes that is dropped on it: a folder's id, '' for none, 'pinned'. */
export type Row = { key: string; drop: string } & (
  | { kind: 'heading'; heading: Heading }
  | { kind: 'folder'; folder: Folder; depth: number; count: number }
  | { kind: 'thread'; thread: Thread; depth: number }
)

export const PINNED = 'pinned'

function heading(name: Heading, drop = ''): Row {
  return { key: `heading-${name}`, drop, kind: 'heading', heading: name }
}

function threadRow(thread: Thread, depth: number, drop: string): Row {
  return { key: thread.id, drop, kind: 'thread', thread, depth }
}

/** All rows of threads, which come newest first. What is archived is not among them. */
export function rowsOf(all: readonly Thread[], folders: readonly Folder[], now: Date): Row[] {
  const known = new Set(folders.map(({ id }) => id))
  const pinned: Thread[] = []
  const loose: Thread[] = []
  const inside = new Map<string, Thread[]>()
  for (const thread of all) {
    if (thread.archived) continue
    if (thread.pinned) pinned.push(thread)
    // A folder that this page has not heard of yet holds nothing back.
    else if (!thread.folder_id || !known.has(thread.folder_id)) loose.push(thread)
    else {
      const there = inside.get(thread.folder_id)
      if (there) there.push(thread)
      else inside.set(thread.folder_id, [thread])
    }
  }

  const rows: Row[] = []
  if (pinned.length > 0) rows.push(heading('pinned', PINNED), ...pinned.map((thread) => threadRow(thread, 0, PINNED)))
  if (folders.length > 0) {
    rows.push(heading('folders'), ...folderRows(folders, inside))
  }
  for (const [days, group] of byDays(loose, now)) {
    rows.push(heading(days))
    for (const thread of group) rows.push(threadRow(thread, 0, ''))
  }
  return rows
}

function folderRows(folders: readonly Folder[], inside: ReadonlyMap<string, Thread[]>): Row[] {
  const held = (id: string) => inside.get(id) ?? []
  const children = (id: string) => byName(folders.filter(({ parent_id }) => parent_id === id))
  const shown = (folder: Folder, depth: number): Row[] => {
    const below = depth === 0 ? children(folder.id) : []
    const count = [folder, ...below].reduce((sum, { id }) => sum + held(id).length, 0)
    const row: Row = { key: `folder-${folder.id}`, drop: folder.id, kind: 'folder', folder, depth, count }
    if (folder.collapsed) return [row]
    return [
      row,
      ...below.flatMap((child) => shown(child, 1)),
      ...held(folder.id).map((thread) => threadRow(thread, depth + 1, folder.id)),
    ]
  }
  const tops = tree(folders).filter(({ depth }) => depth === 0)
  return tops.flatMap(({ folder }) => shown(folder, 0))
}

/** Whether a folder may be put into another, or, with null, into none. */
export function mayLieIn(folders: readonly Folder[], moved: string, parent: string | null): boolean {
  const folder = folders.find(({ id }) => id === moved)
  if (!folder || (folder.parent_id ?? null) === parent) return false
  if (parent === null) return true
  const target = folders.find(({ id }) => id === parent)
  return target !== undefined && target.id !== moved && !target.parent_id && !folders.some(({ parent_id }) => parent_id === moved)
}
