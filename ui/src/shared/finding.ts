// Whether models are being looked for, and with which words it began.
import { create } from 'zustand'

interface Finding {
  /** Words, or a repository's name or address; null while nothing is looked for. */
  wanted: string | null
}

export const useFinding = create<Finding>(() => ({ wanted: null }))

export function findModels(wanted = ''): void {
  useFinding.setState({ wanted })
}

export function stopFinding(): void {
  useFinding.setState({ wanted: null })
}
