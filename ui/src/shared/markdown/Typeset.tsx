// Sets a formula with KaTeX, which may follow no address and expand no more than is sane; what it does not know stays as it was.
import { render } from 'katex'
import 'katex/contrib/copy-tex'
import 'katex/dist/katex.min.css'
import { useLayoutEffect, useMemo, useRef, type ReactNode } from 'react'

// A longer one would hold up the page.
const LONGEST = 4000

/** The formula as elements, or null when it is faulty. */
function typeset(tex: string, display: boolean): HTMLElement | null {
  if (tex.length > LONGEST) return null
  const place = document.createElement('span')
  try {
    render(tex, place, {
      displayMode: display,
      throwOnError: true,
      trust: false,
      strict: 'ignore',
      maxExpand: 200,
      maxSize: 20,
      // What is not allowed is written in the colour of the words, not in red.
      errorColor: 'inherit',
      macros: {},
    })
  } catch {
    return null
  }
  return place
}

interface TypesetProps {
  tex: string
  display: boolean
  /** What is shown when it cannot be set. */
  source: ReactNode
}

export default function Typeset({ tex, display, source }: TypesetProps) {
  const set = useMemo(() => typeset(tex, display), [tex, display])
  const place = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => {
    if (set) place.current?.replaceChildren(set)
  }, [set])
  return set ? <span ref={place} /> : source
}
