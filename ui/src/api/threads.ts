// Where threads lie: folders, pins, the archive and the trash; read once, read again when any window changed them.
import { useQuery } from '@tanstack/react-query'
import { ask, http } from './client'
import { keys, queries } from './queries'
import type { Branch, Folder, Removed, Thread } from './types'

/** What can be changed of many threads at once. */
export type Place = Partial<Pick<Thread, 'folder_id' | 'pinned' | 'archived'>>

// What was changed of folders and is not stored yet: what the server tells meanwhile may be of before that.
const unsettled = new Map<string, Partial<Folder>>()

function asWanted(folder: Folder): Folder {
  return { ...folder, ...unsettled.get(folder.id) }
}

export function useFolders() {
  return useQuery({
    queryKey: keys.folders,
    queryFn: async (): Promise<Folder[]> => (await ask(http.GET('/api/v0/folders'))).folders.map(asWanted),
  })
}

export function useTrash() {
  return useQuery({
    queryKey: keys.trash,
    queryFn: async (): Promise<Removed[]> => (await ask(http.GET('/api/v0/trash'))).threads,
  })
}

const at = (id: string) => ({ params: { path: { id } } })

function placeAll(change: (thread: Thread) => Thread): void {
  queries.setQueryData<Thread[]>(keys.threads, (threads) => threads?.map(change))
}

/** Threads among those that are listed, in the order of the list. */
export function listed(ids: readonly string[]): Thread[] {
  const wanted = new Set(ids)
  return (queries.getQueryData<Thread[]>(keys.threads) ?? []).filter(({ id }) => wanted.has(id))
}

/** Moves, pins or archives threads. Shown at once; what is true is read again when it is refused. */
export async function changeThreads(ids: readonly string[], change: Place): Promise<void> {
  const [one, ...others] = ids
  if (one === undefined) return
  const all = new Set(ids)
  placeAll((thread) => (all.has(thread.id) ? { ...thread, ...change } : thread))
  for (const id of ids) {
    queries.setQueryData<Branch>(keys.thread(id), (branch) => branch && { ...branch, thread: { ...branch.thread, ...change } })
  }
  try {
    if (others.length > 0) await ask(http.POST('/api/v0/threads/change', { body: { ids: [...ids], change } }))
    else await ask(http.PATCH('/api/v0/threads/{id}', { ...at(one), body: change }))
  } catch (error) {
    void queries.invalidateQueries({ queryKey: keys.threads })
    void queries.invalidateQueries({ queryKey: keys.folders })
    throw error
  }
}

export async function removeThreads(ids: readonly string[]): Promise<void> {
  const [one, ...others] = ids
  if (one === undefined) return
  if (others.length > 0) await ask(http.POST('/api/v0/threads/remove', { body: { ids: [...ids] } }))
  else await ask(http.DELETE('/api/v0/threads/{id}', at(one)))
  const all = new Set(ids)
  queries.setQueryData<Thread[]>(keys.threads, (threads) => threads?.filter(({ id }) => !all.has(id)))
  void queries.invalidateQueries({ queryKey: keys.trash })
}

export async function restoreThreads(ids: readonly string[]): Promise<void> {
  const [one, ...others] = ids
  if (one === undefined) return
  if (others.length > 0) await ask(http.POST('/api/v0/threads/restore', { body: { ids: [...ids] } }))
  else await ask(http.POST('/api/v0/threads/{id}/restore', at(one)))
  void queries.invalidateQueries({ queryKey: keys.trash })
  await queries.invalidateQueries({ queryKey: keys.threads })
}

/** The trash: what is deleted from it does not come back. */
export const trash = {
  delete: async (id: string) => {
    await ask(http.DELETE('/api/v0/trash/{id}', at(id)))
    await queries.invalidateQueries({ queryKey: keys.trash })
  },
  empty: async () => {
    await ask(http.DELETE('/api/v0/trash'))
    await queries.invalidateQueries({ queryKey: keys.trash })
  },
}

function placeFolder(folder: Folder): Folder {
  queries.setQueryData<Folder[]>(keys.folders, (all) =>
    all?.some(({ id }) => id === folder.id) ? all.map((old) => (old.id === folder.id ? asWanted(folder) : old)) : all?.concat(folder),
  )
  return folder
}

export const folders = {
  create: async (name: string, parentId: string | null = null) =>
    placeFolder(await ask(http.POST('/api/v0/folders', { body: { name, parent_id: parentId } }))),

  change: async (id: string, change: Partial<Pick<Folder, 'name' | 'parent_id' | 'collapsed'>>) => {
    const all = { ...unsettled.get(id), ...change }
    unsettled.set(id, all)
    queries.setQueryData<Folder[]>(keys.folders, (before) => before?.map(asWanted))
    try {
      return placeFolder(await ask(http.PATCH('/api/v0/folders/{id}', { ...at(id), body: change })))
    } catch (error) {
      unsettled.delete(id)
      void queries.invalidateQueries({ queryKey: keys.folders })
      throw error
    } finally {
      if (unsettled.get(id) === all) unsettled.delete(id)
    }
  },

  /** Takes a folder away; what lies in it moves to where it was. */
  remove: async (folder: Folder) => {
    await ask(http.DELETE('/api/v0/folders/{id}', at(folder.id)))
    const out = folder.parent_id ?? null
    placeAll((thread) => (thread.folder_id === folder.id ? { ...thread, folder_id: out } : thread))
    queries.setQueryData<Folder[]>(keys.folders, (all) =>
      all?.filter(({ id }) => id !== folder.id).map((old) => (old.parent_id === folder.id ? { ...old, parent_id: out } : old)),
    )
  },
}
