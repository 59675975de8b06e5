// Whether the models that one has are looked at, and which of them.
import { create } from 'zustand'

interface Owned {
  /** A model's id, or empty for none yet; null while they are not looked at. */
  looked: string | null
}

export const useOwned = create<Owned>(() => ({ looked: null }))

export function showModels(id = ''): void {
  useOwned.setState({ looked: id })
}

export function hideModels(): void {
  useOwned.setState({ looked: null })
}
