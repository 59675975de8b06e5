// The draft of the thread that is shown: its words, its files and pictures, and what was refused.
import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { draftOf } from '../../api/drafts'
import { queries } from '../../api/queries'
import type { DocumentPart } from '../../api/types'
import { change, EMPTY, isKnown, isUnwritten, NEW, receive, shown, useDesk, write, writeWhenLeft, type Draft } from './drafts'
import { LARGEST_FILE, named, take, type Refused } from './files'
import { isPicture, takePicture } from './pictures'

export interface DraftView extends Draft {
  /** False until it is known what was begun here earlier. */
  known: boolean
  refused: Refused[]
  /** How many pictures are being taken in. */
  coming: number
  write: (text: string) => void
  add: (files: readonly File[]) => Promise<void>
  attach: (document: DocumentPart) => void
  drop: (index: number) => void
  dropImage: (index: number) => void
  forgive: () => void
  /** The field was left: what another window made of the draft meanwhile may be shown. */
  left: () => void
}

export function useDraft(threadId: string | undefined): DraftView {
  const place = threadId ?? NEW
  const draft = useDesk((desk) => desk[place]) ?? EMPTY
  const { data: stored } = useQuery(draftOf(place))
  const [refused, setRefused] = useState<Refused[]>([])
  const [coming, setComing] = useState(0)
  const line = useRef(Promise.resolve())
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
      else setRefused((others) => [...others, { refused: 'same', name: document.name, size: 0, limit: LARGEST_FILE }])
    },
    [place],
  )

  const takeOne = useCallback(
    async (file: File) => {
      const { images } = shown(place)
      const taken = isPicture(file) ? await takePicture(file, images) : await take(file)
      if ('document' in taken) attach(taken.document)
      else if ('image' in taken) change(place, { images: [...shown(place).images, taken.image] })
      else setRefused((others) => [...others, taken])
    },
    [attach, place],
  )

  const add = useCallback(
    async (files: readonly File[]) => {
      setRefused([])
      setComing((others) => others + files.filter(isPicture).length)
      // One after the other, also after those of a moment ago: twenty files at once are read no faster.
      const before = line.current.catch(() => undefined)
      line.current = before.then(async () => {
        for (const file of files) {
          await takeOne(file).finally(() => isPicture(file) && setComing((others) => others - 1))
        }
      })
      await line.current
    },
    [takeOne],
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

  const dropImage = useCallback(
    (index: number) => change(place, { images: shown(place).images.filter((_, at) => at !== index) }),
    [place],
  )

  return {
    ...draft,
    known: stored !== undefined,
    refused,
    coming,
    add,
    attach,
    write: put,
    drop,
    dropImage,
    forgive: () => setRefused([]),
    left: () => {
      typing.current = false
      follow()
    },
  }
}
