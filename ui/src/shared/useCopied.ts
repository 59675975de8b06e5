// Copies text or a picture, and says so for a moment.
import { useCallback, useEffect, useState } from 'react'
import { copy } from './copy'

/** `onFailed` must stay the same from drawing to drawing. */
export function useCopied(onFailed?: () => void): [boolean, (what: string | Blob) => void] {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const act = useCallback(
    async (what: string | Blob) => {
      const done = await copy(what)
      setCopied(done)
      if (!done) onFailed?.()
    },
    [onFailed],
  )
  return [copied, useCallback((what) => void act(what), [act])]
}
