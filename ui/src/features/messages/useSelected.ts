// The rows between the two ends of a selection: they stay mounted, so that words of several messages can be copied.
import { useEffect, useState, type RefObject } from 'react'

export interface Selected {
  from: string
  to: string
}

function rowOf(node: Node | null, list: HTMLElement): string | undefined {
  const element = node instanceof Element ? node : node?.parentElement
  return list.contains(element ?? null) ? element?.closest<HTMLElement>('[data-item]')?.dataset.item : undefined
}

/** The ids of the first and the last row of which words are selected. */
export function useSelected(list: RefObject<HTMLElement | null>): Selected | null {
  const [selected, setSelected] = useState<Selected | null>(null)
  useEffect(() => {
    const look = () => {
      const selection = document.getSelection()
      const inside = selection && !selection.isCollapsed && list.current
      const from = inside ? rowOf(selection.anchorNode, list.current as HTMLElement) : undefined
      const to = inside ? (rowOf(selection.focusNode, list.current as HTMLElement) ?? from) : undefined
      setSelected((before) => {
        if (!from || !to) return null
        return before?.from === from && before.to === to ? before : { from, to }
      })
    }
    document.addEventListener('selectionchange', look)
    return () => document.removeEventListener('selectionchange', look)
  }, [list])
  return selected
}
