// Shows in a message which of its sentences, and which word of it, is being read aloud.
import { useEffect, useRef, type RefObject } from 'react'
import type { Span } from '../../api/types'
import { unitOf } from '../../shared/places'
import { useSaid } from '../../shared/speech'

const SENTENCE = 'spoken-sentence'
const WORD = 'spoken-word'

/** The words that are drawn of that part of the message's text; code among it is not read, and no part of them. */
export function drawnOf(runs: readonly HTMLElement[], text: string, span: Span | null | undefined): Range[] {
  if (!span) return []
  const [from, to] = [unitOf(text, span.start), unitOf(text, span.end)]
  return runs.flatMap((run) => {
    const at = Number(run.dataset.at)
    const node = run.firstChild
    if (!(node instanceof Text) || at >= to || at + node.length <= from) return []
    const range = document.createRange()
    range.setStart(node, Math.max(0, from - at))
    range.setEnd(node, Math.min(node.length, to - at))
    return [range]
  })
}

function show(name: string, ranges: readonly Range[]): void {
  if (ranges.length > 0) CSS.highlights.set(name, new Highlight(...ranges))
  else CSS.highlights.delete(name)
}

/** From where to where they stand on the screen. */
function extent(ranges: readonly Range[]): { top: number; bottom: number } {
  return { top: ranges[0]?.getBoundingClientRect().top ?? 0, bottom: ranges.at(-1)?.getBoundingClientRect().bottom ?? 0 }
}

// A sentence so near the lower edge is about to be out of sight.
const NEAR = 48

/** Brings the next sentence into view for those who read along: who looked elsewhere stays there. */
function follow(view: HTMLElement, before: readonly Range[], now: readonly Range[]): void {
  const [seen, was, is] = [view.getBoundingClientRect(), extent(before), extent(now)]
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
  const last = useRef<{ start: number; ranges: Range[] }>(undefined)
  useEffect(() => {
    // Browsers that cannot do it show the sentence in the player only.
    if (!('highlights' in CSS)) return
    const runs = [...(article.current?.querySelectorAll<HTMLElement>('.markdown span[data-at]') ?? [])]
    const now = drawnOf(runs, text, sentence)
    show(SENTENCE, now)
    show(WORD, drawnOf(runs, text, word))
    const view = article.current?.closest<HTMLElement>('[data-scroller]')
    if (now.length > 0 && sentence) {
      if (view && last.current && last.current.start !== sentence.start) follow(view, last.current.ranges, now)
      last.current = { start: sentence.start, ranges: now }
    }
    return () => {
      show(SENTENCE, [])
      show(WORD, [])
    }
  }, [article, text, sentence, word])
  return null
}
