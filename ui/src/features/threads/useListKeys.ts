// The list with the keyboard: one stop for Tab, arrows from row to row, Space and Shift choose, F2 renames.
import { useCallback, useState, type KeyboardEvent, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import { chooseAll, stopChoosing, stretch, toggle, useChosen } from './chosen'
import { show } from './FolderRow'
import type { Row } from './rows'
import { rename } from './tending'

type Reachable = Exclude<Row, { kind: 'heading' }>

function reachable(row: Row | undefined): row is Reachable {
  return row !== undefined && row.kind !== 'heading'
}

interface ListKeys {
  /** The row that Tab comes to. */
  active: string | undefined
  /** Makes a row the one that Tab comes to, and gives it the focus. */
  focus: (key: string) => void
  onKeyDown: (event: KeyboardEvent) => void
  onFocus: (key: string) => void
}

export function useListKeys(rows: readonly Row[], shown: string | undefined, list: RefObject<HTMLElement | null>): ListKeys {
  const [kept, setKept] = useState<string>()
  const has = (key: string | undefined) => key !== undefined && rows.some((row) => row.key === key)
  const active = has(kept) ? kept : has(shown) ? shown : rows.find(reachable)?.key

  const focus = useCallback(
    (key: string) => {
      flushSync(() => setKept(key))
      list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"] [data-main]`)?.focus()
    },
    [list],
  )

  const onKeyDown = (event: KeyboardEvent) => {
    const main = event.target instanceof HTMLElement && event.target.matches('[data-main]') ? event.target : null
    if (!main || event.nativeEvent.isComposing || event.altKey) return
    const key = main.closest<HTMLElement>('[data-row]')?.dataset.row
    const at = rows.findIndex((row) => row.key === key)
    const row = rows[at]
    if (!reachable(row)) return
    const threads = () => rows.flatMap((other) => (other.kind === 'thread' ? [other.thread.id] : []))
    const step = (by: 1 | -1, from = at + by): Reachable | undefined => {
      for (let to = from; to >= 0 && to < rows.length; to += by) if (reachable(rows[to])) return rows[to] as Reachable
      return undefined
    }
    const walk = (to: Reachable | undefined) => {
      if (!to) return
      if (event.shiftKey && to.kind === 'thread' && row.kind === 'thread') flushSync(() => stretch(threads(), to.thread.id, row.thread.id))
      focus(to.key)
    }
    const inward = getComputedStyle(event.currentTarget).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
    const across = event.key === inward ? 'in' : 'out'
    const keys: Record<string, () => void> = {
      ArrowDown: () => walk(step(1)),
      ArrowUp: () => walk(step(-1)),
      Home: () => walk(step(1, 0)),
      End: () => walk(step(-1, rows.length - 1)),
      F2: () => rename(row.key),
    }
    const sideways = () => {
      if (across === 'in') {
        if (row.kind === 'folder' && row.folder.collapsed) show(row.folder, true)
        else if (row.kind === 'folder') walk(step(1))
      } else if (row.kind === 'folder' && !row.folder.collapsed) show(row.folder, false)
      else {
        const home = row.kind === 'thread' ? row.drop : (row.folder.parent_id ?? '')
        const folder = rows.find((other) => other.key === `folder-${home}`)
        if (reachable(folder)) focus(folder.key)
      }
    }
    keys.ArrowRight = keys.ArrowLeft = sideways
    if (event.key === ' ' && row.kind === 'thread' && !(main instanceof HTMLInputElement)) {
      keys[' '] = () => {
        flushSync(() => toggle(row.thread.id))
        focus(row.key)
      }
    }
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== 'a') return
      keys[event.key] = () => {
        flushSync(() => chooseAll(threads()))
        focus(row.key)
      }
    }
    if (event.key === 'Escape' && useChosen.getState().choosing) {
      keys.Escape = () => {
        flushSync(stopChoosing)
        focus(row.key)
      }
    }
    const act = keys[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }

  return { active, focus, onKeyDown, onFocus: setKept }
}
