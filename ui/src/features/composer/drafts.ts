// What was begun and not sent, for each thread; words also survive a reload of the window.
import type { DocumentPart } from '../../api/types'

export interface Draft {
  text: string
  documents: DocumentPart[]
}

const EMPTY: Draft = { text: '', documents: [] }
const drafts = new Map<string, Draft>()

function key(threadId: string | undefined): string {
  return `fireside.draft.${threadId ?? 'new'}`
}

export function draftOf(threadId: string | undefined): Draft {
  const known = drafts.get(key(threadId))
  if (known) return known
  const text = sessionStorage.getItem(key(threadId))
  return text ? { text, documents: [] } : EMPTY
}

export function keepDraft(threadId: string | undefined, draft: Draft): void {
  drafts.set(key(threadId), draft)
  try {
    if (draft.text) sessionStorage.setItem(key(threadId), draft.text)
    else sessionStorage.removeItem(key(threadId))
  } catch {
    // The storage is full: the draft still lives in memory.
  }
}
