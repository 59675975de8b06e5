// What is being done to the list: a row renamed, a dialog open, something dragged.
import { create } from 'zustand'
import type { Folder } from '../../api/types'

export type Asked =
  | { kind: 'move'; threads: string[] }
  | { kind: 'move_folder'; folder: Folder }
  /** `threads` are put into it once it is there. */
  | { kind: 'new_folder'; parent: string | null; threads: string[] }

export type Dragged = { kind: 'threads'; ids: string[] } | { kind: 'folder'; id: string }

interface Tending {
  /** The key of the row whose name is being written. */
  renaming: string | null
  asked: Asked | null
  dragged: Dragged | null
  /** Where it would be dropped: see `Row`. */
  over: string | null
}

export const useTending = create<Tending>(() => ({ renaming: null, asked: null, dragged: null, over: null }))

export function rename(key: string | null): void {
  useTending.setState({ renaming: key })
}

export function ask(asked: Asked | null): void {
  useTending.setState({ asked })
}
