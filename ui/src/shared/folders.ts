// Folders in the order in which they are shown everywhere.
import type { Folder } from '../api/types'

/** Folders by their names, as people of this language sort them. */
export function byName(folders: readonly Folder[]): Folder[] {
  return folders.toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true, sensitivity: 'base' }))
}

/** Every folder, each followed by those in it; `depth` 1 for these. */
export function tree(folders: readonly Folder[]): { folder: Folder; depth: number }[] {
  const sorted = byName(folders)
  const known = new Set(folders.map(({ id }) => id))
  return sorted
    .filter(({ parent_id }) => !parent_id || !known.has(parent_id))
    .flatMap((top) => [
      { folder: top, depth: 0 },
      ...sorted.filter(({ parent_id }) => parent_id === top.id).map((folder) => ({ folder, depth: 1 })),
    ])
}
