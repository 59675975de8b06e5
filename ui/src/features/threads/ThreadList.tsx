// All threads: what is pinned, folders, then all else by days; of thousands only the rows in sight are drawn.
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useThreads } from '../../api/queries'
import { useFolders } from '../../api/threads'
import type { Folder } from '../../api/types'
import { useMedia } from '../../shared/useMedia'
import { useNow } from '../../shared/useNow'
import { stretch, toggle, useChosen } from './chosen'
import { FolderRow } from './FolderRow'
import { ListHeader } from './ListHeader'
import { rowsOf, type Row } from './rows'
import { useTending } from './tending'
import { ThreadDialogs } from './ThreadDialogs'
import { ThreadRow } from './ThreadRow'
import { useActs } from './useActs'
import { useDragging } from './useDragging'
import { useListKeys } from './useListKeys'

const OVERSCAN = 10

interface ThreadListProps {
  shown: string | undefined
  onOpen: () => void
  /** Begins a thread in a folder. */
  onBegin: (folder: Folder) => void
  onPutAway: (place: 'archive' | 'trash') => void
}

export function ThreadList({ shown, onOpen, onBegin, onPutAway }: ThreadListProps) {
  const { t } = useTranslation()
  const { data: threads } = useThreads()
  const { data: folders } = useFolders()
  const now = useNow()
  const rows = useMemo(() => (threads && folders ? rowsOf(threads, folders, now) : []), [threads, folders, now])
  const acts = useActs()
  const scroller = useRef<HTMLElement>(null)
  const keys = useListKeys(rows, shown, scroller)
  const dragging = useDragging(rows, folders ?? [], acts)
  const { choosing, ids: chosen } = useChosen()
  const { renaming, over } = useTending()
  const finger = useMedia('(pointer: coarse)')

  const places = useMemo(() => new Map(rows.map(({ key }, place) => [key, place])), [rows])
  const needed = [keys.active, renaming].flatMap((key) => places.get(key ?? '') ?? [])
  // oxlint-disable-next-line react/incompatible-library -- its rows are asked for at every drawing, here
  const virtual = useVirtualizer<HTMLElement, Element>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((place: number) => rows[place]?.key ?? place, [rows]),
    estimateSize: (place) => (finger && rows[place]?.kind !== 'heading' ? 45 : 33),
    // What has the focus, or is written in, must not go away because it is out of sight.
    rangeExtractor: (range: Range) => [...new Set([...needed, ...defaultRangeExtractor(range)])].toSorted((a, b) => a - b),
    overscan: OVERSCAN,
    initialRect: { width: 0, height: window.innerHeight },
  })

  const place = shown === undefined ? undefined : places.get(shown)
  const scrolledTo = useRef<string>(undefined)
  useEffect(() => {
    // Once for each thread that is opened, not whenever the list changes above it.
    if (place === undefined || scrolledTo.current === shown) return
    scrolledTo.current = shown
    virtual.scrollToIndex(place, { align: 'auto' })
  }, [place, shown, virtual])

  const order = () => rows.flatMap((row) => (row.kind === 'thread' ? [row.thread.id] : []))
  const drawn = (row: Row) => {
    const state = { active: row.key === keys.active, renaming: row.key === renaming, onRenamed: () => requestAnimationFrame(() => keys.focus(row.key)) }
    switch (row.kind) {
      case 'heading':
        return <h2 className="px-3 pt-3 pb-1 text-small font-medium text-quiet">{t(row.heading === 'pinned' || row.heading === 'folders' ? row.heading : `days.${row.heading}`)}</h2>
      case 'folder':
        return <FolderRow {...state} rowKey={row.key} folder={row.folder} depth={row.depth} count={row.count} acts={acts} onBegin={onBegin} />
      case 'thread':
        return (
          <ThreadRow
            {...state}
            thread={row.thread}
            depth={row.depth}
            shown={row.thread.id === shown}
            choosing={choosing}
            chosen={chosen.has(row.thread.id)}
            acts={acts}
            onOpen={onOpen}
            onChoose={(event) => {
              if (event.shiftKey) stretch(order(), row.thread.id, shown ?? null)
              else toggle(row.thread.id)
            }}
          />
        )
    }
  }

  return (
    <>
      <ListHeader acts={acts} threads={threads ?? []} onPutAway={onPutAway} onDone={() => keys.active && keys.focus(keys.active)} />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its rows have the focus */}
      <nav
        ref={scroller}
        aria-label={t('threads')}
        className="min-h-0 flex-1 overflow-y-auto px-2 pb-3"
        onKeyDown={keys.onKeyDown}
        onFocus={(event) => {
          const key = event.target.closest<HTMLElement>('[data-row]')?.dataset.row
          if (key) keys.onFocus(key)
        }}
        {...dragging}
      >
        {rows.length === 0 && threads && folders && <p className="px-3 py-2 text-quiet">{t('no_threads')}</p>}
        {rows.length > 0 && (
          <ul className="relative" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ key, index, start }) => {
              const row = rows[index]
              return (
                row && (
                  <li
                    key={key}
                    ref={virtual.measureElement}
                    data-index={index}
                    data-row={row.key}
                    data-drop={row.drop}
                    data-over={row.drop === over || undefined}
                    aria-setsize={rows.length}
                    aria-posinset={index + 1}
                    aria-level={row.kind === 'heading' ? 1 : row.depth + 1}
                    className="absolute inset-x-0 pb-px data-over:bg-ember-wash"
                    style={{ top: start }}
                  >
                    {drawn(row)}
                  </li>
                )
              )
            })}
          </ul>
        )}
      </nav>
      <ThreadDialogs acts={acts} />
    </>
  )
}
