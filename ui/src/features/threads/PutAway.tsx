// What is out of the list: the archive, and the trash with what is deleted for good after thirty days.
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArchiveRestore, Trash2, Undo2 } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useThreads } from '../../api/queries'
import { restoreThreads, trash, useFolders, useTrash } from '../../api/threads'
import type { Removed, Thread } from '../../api/types'
import { Button, IconButton } from '../../shared/Button'
import { Confirm, Dialog } from '../../shared/Dialog'
import { date, number } from '../../shared/format'
import { tellError } from '../../shared/toasts'
import { useNow } from '../../shared/useNow'
import { useActs } from './useActs'

export type PutAwayPlace = 'archive' | 'trash'

interface PutAwayProps {
  place: PutAwayPlace
  onPlace: (place: PutAwayPlace) => void
  onClose: () => void
  onOpen: (threadId: string) => void
}

const PLACES = ['archive', 'trash'] as const

export default function PutAway({ place, onPlace, onClose, onOpen }: PutAwayProps) {
  const { t } = useTranslation()
  return (
    <Dialog open onClose={onClose} title={t('put_away')} size="wide">
      <Tabs.Root value={place} onValueChange={(next) => onPlace(next as PutAwayPlace)} className="flex min-h-0 flex-1 flex-col">
        <Tabs.List aria-label={t('put_away')} className="flex gap-1 border-b border-line px-4">
          {PLACES.map((one) => (
            <Tabs.Trigger
              key={one}
              value={one}
              className="-mb-px border-b-2 border-transparent px-2 py-2 text-quiet hover:text-text data-[state=active]:border-text data-[state=active]:text-text"
            >
              {t(one)}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="archive" tabIndex={-1} className="flex min-h-0 flex-1 flex-col data-[state=inactive]:hidden">
          <Archive onOpen={onOpen} />
        </Tabs.Content>
        <Tabs.Content value="trash" tabIndex={-1} className="flex min-h-0 flex-1 flex-col data-[state=inactive]:hidden">
          <Trash />
        </Tabs.Content>
      </Tabs.Root>
    </Dialog>
  )
}

function Archive({ onOpen }: { onOpen: (threadId: string) => void }) {
  const { t } = useTranslation()
  const { data: threads } = useThreads()
  const acts = useActs()
  const archived = threads?.filter((thread) => thread.archived) ?? []
  return (
    <>
      <p className="px-5 pt-3 pb-2 text-quiet">{archived.length > 0 ? t('archive_about') : threads && t('archive_empty')}</p>
      <Rows
        label={t('archive')}
        items={archived}
        idOf={(thread) => thread.id}
        renderRow={(thread) => (
          <>
            <button type="button" onClick={() => onOpen(thread.id)} className="min-w-0 flex-1 self-stretch rounded-md px-2 text-start hover:bg-raised">
              <Named thread={thread} after={date(thread.updated_at)} />
            </button>
            <IconButton icon={ArchiveRestore} label={t('restore_named', { title: thread.title || t('untitled') })} side="left" onClick={() => void acts.archive([thread.id], false)} />
            <IconButton icon={Trash2} label={t('delete_named', { title: thread.title || t('untitled') })} side="left" onClick={() => void acts.remove([thread.id])} />
          </>
        )}
      />
    </>
  )
}

function Trash() {
  const { t } = useTranslation()
  const { data: removed } = useTrash()
  const now = useNow()
  const [doomed, setDoomed] = useState<Thread | null>(null)
  const [emptying, setEmptying] = useState(false)
  const count = removed?.length ?? 0
  const daysLeft = ({ until }: Removed) => Math.max(0, Math.ceil((new Date(until).getTime() - now.getTime()) / 86_400_000))
  return (
    <>
      <div className="flex items-center gap-3 px-5 pt-3 pb-2">
        <p className="flex-1 text-quiet">{count > 0 ? t('trash_about') : removed && t('trash_empty')}</p>
        {count > 0 && <Button onClick={() => setEmptying(true)}>{t('empty_trash')}</Button>}
      </div>
      <Rows
        label={t('trash')}
        items={removed ?? []}
        idOf={({ thread }) => thread.id}
        renderRow={(one) => (
          <>
            <span className="min-w-0 flex-1 px-2">
              <Named thread={one.thread} after={t('trash_left', { count: daysLeft(one), shown: number(daysLeft(one)) })} />
            </span>
            <IconButton icon={Undo2} label={t('restore_named', { title: one.thread.title || t('untitled') })} side="left" onClick={() => void restoreThreads([one.thread.id]).catch(tellError)} />
            <IconButton icon={Trash2} label={t('delete_for_good_named', { title: one.thread.title || t('untitled') })} side="left" onClick={() => setDoomed(one.thread)} />
          </>
        )}
      />
      <Confirm
        open={doomed !== null}
        onClose={() => setDoomed(null)}
        title={t('delete_for_good_ask')}
        about={t('delete_for_good_about', { title: doomed?.title || t('untitled') })}
        action={t('delete_for_good')}
        onConfirm={() => doomed && void trash.delete(doomed.id).catch(tellError)}
      />
      <Confirm
        open={emptying}
        onClose={() => setEmptying(false)}
        title={t('empty_trash_ask')}
        about={t('empty_trash_about', { count, shown: number(count) })}
        action={t('empty_trash')}
        onConfirm={() => void trash.empty().catch(tellError)}
      />
    </>
  )
}

function Named({ thread, after }: { thread: Thread; after: string }) {
  const { t } = useTranslation()
  const { data: folders } = useFolders()
  const folder = folders?.find(({ id }) => id === thread.folder_id)
  return (
    <span className="flex items-baseline gap-3">
      <span className="min-w-0 flex-1 truncate">
        <bdi>{thread.title || t('untitled')}</bdi>
      </span>
      {folder && (
        <span dir="auto" className="max-w-32 truncate text-small text-quiet max-sm:hidden">
          {folder.name}
        </span>
      )}
      <span className="shrink-0 text-small text-quiet">{after}</span>
    </span>
  )
}

interface RowsProps<T> {
  label: string
  items: readonly T[]
  idOf: (item: T) => string
  renderRow: (item: T) => ReactNode
}

/** Of thousands only those in sight are drawn. */
function Rows<T>({ label, items, idOf, renderRow }: RowsProps<T>) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  // oxlint-disable-next-line react/incompatible-library -- its rows are asked for at every drawing, here
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller,
    getItemKey: (place) => (items[place] ? idOf(items[place]) : place),
    estimateSize: () => 40,
    overscan: 8,
  })
  return (
    <div ref={setScroller} className="min-h-0 flex-1 overflow-y-auto px-3 pb-3">
      <ul aria-label={label} className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const item = items[index]
          return (
            item !== undefined && (
              <li
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                aria-setsize={items.length}
                aria-posinset={index + 1}
                style={{ top: start }}
                className="absolute inset-x-0 flex min-h-10 items-center gap-1 border-b border-line pointer-coarse:min-h-12"
              >
                {renderRow(item)}
              </li>
            )
          )
        })}
      </ul>
    </div>
  )
}
