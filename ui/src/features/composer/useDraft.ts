// The draft of the thread that is shown: its words, its files, and what was refused.
import { useCallback, useState } from 'react'
import type { DocumentPart } from '../../api/types'
import { draftOf, keepDraft, type Draft } from './drafts'
import { take, type Taken } from './files'

type Refused = Extract<Taken, { refused: unknown }>

export interface DraftView extends Draft {
  refused: Refused[]
  write: (text: string) => void
  add: (files: Iterable<File>) => Promise<void>
  attach: (document: DocumentPart) => void
  drop: (index: number) => void
  forgive: () => void
  clear: () => void
  put: (draft: Draft) => void
}

export function useDraft(threadId: string | undefined): DraftView {
  const [draft, setDraft] = useState(() => draftOf(threadId))
  const [refused, setRefused] = useState<Refused[]>([])

  const change = useCallback(
    (next: (draft: Draft) => Draft) => {
      const changed = next(draftOf(threadId))
      keepDraft(threadId, changed)
      setDraft(changed)
    },
    [threadId],
  )

  const attach = useCallback(
    (document: DocumentPart) => change((old) => ({ ...old, documents: [...old.documents, document] })),
    [change],
  )

  const add = useCallback(
    async (files: Iterable<File>) => {
      setRefused([])
      for (const file of files) {
        // One after the other: twenty files at once are read no faster.
        const taken = await take(file)
        if ('document' in taken) attach(taken.document)
        else setRefused((others) => [...others, taken])
      }
    },
    [attach],
  )

  return {
    ...draft,
    refused,
    add,
    attach,
    write: (text) => change((old) => ({ ...old, text })),
    drop: (index) => change((old) => ({ ...old, documents: old.documents.filter((_, at) => at !== index) })),
    forgive: () => setRefused([]),
    clear: () => change(() => ({ text: '', documents: [] })),
    put: (put) => change(() => put),
  }
}
