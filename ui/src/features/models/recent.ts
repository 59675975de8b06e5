// Which models answered last, so that the one before is never far; and whether the menu of models is open.
import { useEffect } from 'react'
import { create } from 'zustand'

const REMEMBERED = 'fireside.models'
const MOST = 50

function remembered(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(REMEMBERED) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : []
  } catch {
    return []
  }
}

export const useRecent = create<{ ids: readonly string[] }>(() => ({ ids: remembered() }))

export const useModelMenu = create<{ open: boolean }>(() => ({ open: false }))

export function showModelMenu(open: boolean): void {
  useModelMenu.setState({ open })
}

/** Whoever answers in the thread that is looked at was used last. */
export function useNoted(id: string | undefined): void {
  useEffect(() => {
    const { ids } = useRecent.getState()
    if (!id || ids[0] === id) return
    const next = [id, ...ids.filter((other) => other !== id)].slice(0, MOST)
    localStorage.setItem(REMEMBERED, JSON.stringify(next))
    useRecent.setState({ ids: next })
  }, [id])
}

/** The last used first; those that never were stay as they stand. */
export function byUse<T extends { id: string }>(models: readonly T[], ids: readonly string[]): T[] {
  const place = ({ id }: T) => (ids.includes(id) ? ids.indexOf(id) : ids.length)
  return models.toSorted((one, other) => place(one) - place(other))
}

/** Those whose name or facts hold all the words. */
export function fitting<T>(models: readonly T[], sought: string, told: (model: T) => string): T[] {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean)
  return models.filter((model) => words.every((word) => told(model).toLowerCase().includes(word)))
}
