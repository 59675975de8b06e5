// Sends a draft, once; one whose pictures are still on their way goes off as soon as they are there.
import { useEffect, useRef, useState } from 'react'
import { saidOf, type Said } from '../../api/types'
import type { DraftView } from './useDraft'

/** Whether it waits for pictures, and how to send. `text` stands in the field, and is `ready` when it may go. */
export function useSending(
  { documents, images, coming, refused }: DraftView,
  text: string,
  ready: boolean,
  send: (parts: Said[]) => Promise<void>,
): [boolean, () => void] {
  const sending = useRef(false)
  const [waiting, setWaiting] = useState<string | null>(null)

  const submit = async () => {
    if (!ready || sending.current) return
    setWaiting(coming > 0 ? text : null)
    if (coming > 0) return
    sending.current = true
    try {
      await send(saidOf(images, documents, text))
    } finally {
      sending.current = false
    }
  }

  // Who writes on has not done with it, and who is told that a picture was not taken may want another.
  const stays = waiting !== text || refused.length > 0
  const arrived = waiting !== null && coming === 0
  useEffect(() => {
    if (!arrived) return
    setWaiting(null)
    if (!stays) void submit()
    // oxlint-disable-next-line react/exhaustive-deps -- once, when they are there
  }, [arrived])

  return [waiting === text && coming > 0, () => void submit()]
}
