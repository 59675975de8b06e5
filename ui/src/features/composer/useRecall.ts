// One's own earlier messages in the empty field, older with ↑ and newer with ↓; the draft stays what it was.
import { useCallback, useState, type KeyboardEvent } from 'react'
import { leaves, ownMessages, step } from './history'

export interface Recall {
  /** The message that is shown in the draft's place. */
  text: string | null
  forget: () => void
  /** Whether a key walked on; `toCaret` is told where the caret goes. */
  pressed: (event: KeyboardEvent<HTMLTextAreaElement>, empty: boolean, toCaret: (place: number) => void) => boolean
}

interface Walk {
  messages: string[]
  at: number
}

export function useRecall(threadId: string | undefined): Recall {
  const [walk, setWalk] = useState<Walk | null>(null)
  const forget = useCallback(() => setWalk(null), [])
  return {
    text: walk ? (walk.messages[walk.at] ?? null) : null,
    forget,
    pressed: (event, empty, toCaret) => {
      const { key, currentTarget: field } = event
      if (key !== 'ArrowUp' && key !== 'ArrowDown') return false
      if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return false
      if (walk ? !leaves(key, field.value, field.selectionStart) : !empty) return false
      const messages = walk?.messages ?? ownMessages(threadId)
      const next = step(key, walk?.at ?? null, messages.length)
      if (next === undefined) return walk !== null
      event.preventDefault()
      setWalk(next === null ? null : { messages, at: next })
      toCaret(next === null ? 0 : (messages[next] ?? '').length)
      return true
    },
  }
}
