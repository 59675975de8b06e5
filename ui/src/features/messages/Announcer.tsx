// The polite live region of a thread: speaks a reply to a screen reader sentence by sentence.
import { useEffect, useRef, useState } from 'react'
import { textOf } from '../../api/types'
import { runIn, useLive } from '../../live'
import { plain, sentenceEnd } from './announce'

// Several sentences a second are one announcement.
const PAUSE = 700

export function Announcer({ threadId }: { threadId: string }) {
  const [said, setSaid] = useState('')
  const at = useRef({ message: '', end: 0, text: '' })

  useEffect(() => {
    const tick = () => {
      const live = runIn(useLive.getState(), threadId)
      const place = at.current
      if (live && live.message.id !== place.message) {
        // A reply that is continued, or met in its middle, is announced from here on.
        at.current = { message: live.message.id, end: textOf(live.message).length, text: '' }
        return
      }
      if (!place.message) return
      const text = live ? textOf(live.message) : place.text
      const end = sentenceEnd(text, place.end, !live)
      if (end > place.end) setSaid(plain(text.slice(place.end, end)))
      at.current = live ? { message: place.message, end, text } : { message: '', end: 0, text: '' }
    }
    tick()
    const timer = setInterval(tick, PAUSE)
    const unsubscribe = useLive.subscribe((state) => {
      const live = runIn(state, threadId)
      if (!live) return
      if (live.message.id === at.current.message) at.current.text = textOf(live.message)
      else at.current = { message: live.message.id, end: 0, text: textOf(live.message) }
    })
    return () => {
      clearInterval(timer)
      unsubscribe()
    }
  }, [threadId])

  return (
    <div className="sr-only" role="status" aria-live="polite" data-announcer>
      {said}
    </div>
  )
}
