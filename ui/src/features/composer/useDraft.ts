// The draft of the thread that is shown: its words, its files, and what was refused.
import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { draftOf } from '../../api/drafts'
import { queries } from '../../api/queries'
import type { DocumentPart } from '../../api/types'
import { change, EMPTY, isKnown, isUnwritten, NEW, receive, shown, useDesk, write, writeWhenLeft, type Draft } from './drafts'
import { named, take, type Refused } from './files'

export interface DraftView extends Draft {
  /** False until it is known what was begun here earlier. */
  known: boolean
  refused: Refused[]
  write: (text: string) => void
  add: (files: Iterable<File>) => Promise<void>
  attach: (document: DocumentPart) => void
  drop: (index: number) => void
  forgive: () => void
  /** The field was left: what another window made of the draft meanwhile may be shown. */
  left: () => void
}

export function useDraft(threadId: string | undefined): DraftView {
  const place = threadId ?? NEW
  const draft = useDesk((desk) => desk[place]) ?? EMPTY
  const { data: stored } = useQuery(draftOf(place))
  const [refused, setRefused] = useState<Refused[]>([])
  const typing = useRef(false)

  // Of two windows the one that is being typed in keeps its words; else each shows what the other wrote.
  const follow = useCallback(() => {
    const newest = queries.getQueryData(draftOf(place).queryKey)
    const ours = isKnown(place) && (typing.current || isUnwritten(place))
    if (newest && !ours) receive(place, newest)
  }, [place])
  useLayoutEffect(follow, [follow, stored])

  useEffect(() => {
    const stop = writeWhenLeft()
    return () => {
      stop()
      void write(false)
    }
  }, [])

  const attach = useCallback(
    (document: DocumentPart) => {
      const { documents } = shown(place)
      const fresh = named(document, documents)
      if (fresh) change(place, { documents: [...documents, fresh] })
      else setRefused((others) => [...others, { refused: 'same', name: document.name, size: 0 }])
    },
    [place],
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

  const put = useCallback(
    (text: string) => {
      typing.current = true
      change(place, { text })
    },
    [place],
  )

  const drop = useCallback(
    (index: number) => change(place, { documents: shown(place).documents.filter((_, at) => at !== index) }),
    [place],
  )

  return {
    ...draft,
    known: stored !== undefined,
    refused,
    add,
    attach,
    write: put,
    drop,
    forgive: () => setRefused([]),
    left: () => {
      typing.current = false
      follow()
    },
  }
}
