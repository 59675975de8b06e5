// Shows in a message which of its sentences, and which word of it, is being read aloud.
import { useEffect, useRef, type RefObject } from 'react'
import type { Span } from '../../api/types'
import { unitOf } from '../../shared/places'
import { useSaid } from '../../shared/speech'

const SENTENCE = 'spoken-sentence'
const WORD = 'spoken-word'

/** Where a place of the message's text is drawn; undefined when it is not. */
function drawnAt(runs: readonly HTMLElement[], unit: number): { node: Text; at: number } | undefined {
  const run = runs.findLast((each) => Number(each.dataset.at) <= unit)
  const node = run?.firstChild
  if (!(node instanceof Text)) return undefined
  return { node, at: Math.min(unit - Number(run?.dataset.at), node.length) }
}

function rangeOf(runs: readonly HTMLElement[], text: string, span: Span | null | undefined): Range | undefined {
  const start = span && drawnAt(runs, unitOf(text, span.start))
  const end = span && drawnAt(runs, unitOf(text, span.end))
  if (!start || !end) return undefined
  const range = document.createRange()
  range.setStart(start.node, start.at)
  range.setEnd(end.node, end.at)
  return range
}

function show(name: string, range: Range | undefined): void {
  if (range && !range.collapsed) CSS.highlights.set(name, new Highlight(range))
  else CSS.highlights.delete(name)
}

// A sentence so near the lower edge is about to be out of sight.
const NEAR = 48

/** Brings the next sentence into view for those who read along: who looked elsewhere stays there. */
function follow(view: HTMLElement, before: Range, now: Range): void {
  const [seen, was, is] = [view, before, now].map((each) => each.getBoundingClientRect()) as [DOMRect, DOMRect, DOMRect]
  const along = was.bottom > seen.top && was.top < seen.bottom
  const back = is.top < seen.top && is.top < was.top
  if (!along || !(back || is.bottom > seen.bottom - NEAR)) return
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
  view.scrollBy({ top: is.top - seen.top - seen.height / 4, behavior: still ? 'instant' : 'smooth' })
}

interface SpokenWordProps {
  article: RefObject<HTMLElement | null>
  /** The whole message's. */
  text: string
}

/** Draws nothing of its own: highlights lie over the page, so that no word of the message is drawn again. */
export function SpokenWord({ article, text }: SpokenWordProps) {
  const said = useSaid()
  const sentence = said?.source
  const word = said?.word?.source
  const last = useRef<{ start: number; range: Range }>(undefined)
  useEffect(() => {
    // Browsers that cannot do it show the sentence in the player only.
    if (!('highlights' in CSS)) return
    const runs = [...(article.current?.querySelectorAll<HTMLElement>('.markdown span[data-at]') ?? [])]
    const now = rangeOf(runs, text, sentence)
    show(SENTENCE, now)
    show(WORD, rangeOf(runs, text, word))
    const view = article.current?.closest<HTMLElement>('[data-scroller]')
    if (now && sentence) {
      if (view && last.current && last.current.start !== sentence.start) follow(view, last.current.range, now)
      last.current = { start: sentence.start, range: now }
    }
    return () => {
      show(SENTENCE, undefined)
      show(WORD, undefined)
    }
  }, [article, text, sentence, word])
  return null
}
