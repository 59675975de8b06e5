// A growing text at the pace at which it can be drawn: the longer a drawing takes, the longer the rest before the next.
import { useEffect, useLayoutEffect, useRef, useState } from 'react'

// Of the time, so much at most goes into drawing; typing and scrolling have the rest.
const REST = 2
const LONGEST = 250

/** The text as of the last drawing. (`useDeferredValue` would starve: each new word would interrupt the one before.) */
export function usePaced(text: string, growing: boolean): string {
  const [shown, setShown] = useState(text)
  const latest = useRef(text)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const begun = useRef(0)
  const cost = useRef(0)

  useLayoutEffect(() => {
    if (begun.current === 0) return
    cost.current = performance.now() - begun.current
    begun.current = 0
  })

  useEffect(() => {
    latest.current = text
    if (timer.current !== undefined) return
    const rest = growing ? Math.min(cost.current * REST, LONGEST) : 0
    timer.current = setTimeout(() => {
      timer.current = undefined
      begun.current = performance.now()
      setShown(latest.current)
    }, rest)
  }, [text, growing])

  useEffect(() => () => clearTimeout(timer.current), [])

  return growing ? shown : text
}
