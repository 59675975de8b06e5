// What can be done with threads and folders; all of it can be taken back.
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { changeThreads, folders, listed, removeThreads, restoreThreads, type Place } from '../../api/threads'
import { keys, queries } from '../../api/queries'
import type { Folder, Thread } from '../../api/types'
import { number } from '../../shared/format'
import { tell, tellError } from '../../shared/toasts'
import { stopChoosing } from './chosen'
import { PINNED } from './rows'
import { wayBack } from './undo'

const many = (ids: readonly string[]) => ({ count: ids.length, shown: number(ids.length) })

function nameOf(folderId: string): string {
  return queries.getQueryData<Folder[]>(keys.folders)?.find(({ id }) => id === folderId)?.name ?? ''
}

export function useActs() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { threadId: shown } = useParams()

  const offerUndo = (title: string, back: () => Promise<unknown>) =>
    tell({ title, action: { label: t('undo'), run: () => void back().catch(tellError) } })

  const change = async (ids: readonly string[], what: Place, title: string | null) => {
    const back = wayBack(listed(ids), what)
    if (back.length === 0) return
    stopChoosing()
    try {
      await changeThreads(back.flatMap((step) => step.ids), what)
    } catch (error) {
      return tellError(error)
    }
    if (title === null) return
    offerUndo(title, () => Promise.all(back.map((step) => changeThreads(step.ids, step.change))))
  }

  const movedTo = (ids: readonly string[], folderId: string | null) =>
    folderId ? t('moved_in', { ...many(ids), folder: nameOf(folderId) }) : t('moved_out', many(ids))

  return {
    move: (ids: readonly string[], folderId: string | null) => change(ids, { folder_id: folderId }, movedTo(ids, folderId)),

    pin: (ids: readonly string[], pinned: boolean) =>
      change(ids, { pinned }, ids.length > 1 ? t(pinned ? 'pinned_many' : 'unpinned_many', many(ids)) : null),

    archive: (ids: readonly string[], archived: boolean) =>
      change(ids, { archived }, archived ? t('archived', many(ids)) : null),

    /** Dropped there: what is seen to happen is what happens. */
    drop: (ids: readonly string[], place: string) =>
      place === PINNED
        ? change(ids, { pinned: true }, t('pinned_many', many(ids)))
        : change(ids, { folder_id: place || null, pinned: false }, movedTo(ids, place || null)),

    remove: async (ids: readonly string[]) => {
      stopChoosing()
      const leaves = shown !== undefined && ids.includes(shown)
      try {
        await removeThreads(ids)
      } catch (error) {
        return tellError(error)
      }
      if (leaves) void navigate('/')
      offerUndo(t('deleted_threads', many(ids)), async () => {
        await restoreThreads(ids)
        if (leaves) void navigate(`/t/${shown}`)
      })
    },

    moveFolder: async (folder: Folder, parentId: string | null) => {
      try {
        await folders.change(folder.id, { parent_id: parentId })
      } catch (error) {
        return tellError(error)
      }
      offerUndo(t('folder_moved', { folder: folder.name }), () => folders.change(folder.id, { parent_id: folder.parent_id ?? null }))
    },

    removeFolder: async (folder: Folder) => {
      const within = (queries.getQueryData<Folder[]>(keys.folders) ?? []).filter(({ parent_id }) => parent_id === folder.id)
      const held = (queries.getQueryData<Thread[]>(keys.threads) ?? []).filter(({ folder_id }) => folder_id === folder.id)
      try {
        await folders.remove(folder)
      } catch (error) {
        return tellError(error)
      }
      offerUndo(t('folder_deleted', { folder: folder.name }), async () => {
        const again = await folders.create(folder.name, folder.parent_id ?? null)
        for (const { id } of within) await folders.change(id, { parent_id: again.id })
        await changeThreads(held.map(({ id }) => id), { folder_id: again.id })
      })
    },
  }
}

export type Acts = ReturnType<typeof useActs>
