// For a list beside a page: back from what was opened, one is where one left. `leave` is called before it is opened.
import { useEffect, useRef } from 'react'

export function useLeft(hidden: boolean): () => void {
  const left = useRef<Element | null>(null)
  useEffect(() => {
    if (!hidden && left.current instanceof HTMLElement) left.current.focus()
  }, [hidden])
  return () => {
    left.current = document.activeElement
  }
}
