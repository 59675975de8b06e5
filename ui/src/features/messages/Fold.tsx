// A line that opens what lies behind it.
import { ChevronRight } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import { useOpened } from './remembered'

interface FoldProps {
  /** What it is called in its row: it stays open while that is scrolled out of sight. */
  name: string
  /** What stands on the line, beside the chevron. */
  line: ReactNode
  /** With a frame it is a card of its own, without one a quiet line among the words. */
  framed?: boolean
  children: ReactNode
}

export function Fold({ name, line, framed = false, children }: FoldProps) {
  const [open, setOpen] = useOpened(name)
  const inside = useId()
  const frame = framed ? 'overflow-hidden rounded-md border border-line bg-surface' : ''
  const edge = framed ? 'w-full px-3 py-2 -outline-offset-2' : '-ms-1 max-w-full rounded-md py-0.5 pe-2 ps-1'
  return (
    <div className={frame}>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={open ? inside : undefined}
        onClick={() => setOpen(!open)}
        className={`group/fold flex min-h-7 items-center gap-2 text-start text-quiet transition-colors hover:text-text ${edge}`}
      >
        <ChevronRight aria-hidden size={14} className="shrink-0 transition-transform group-aria-expanded/fold:rotate-90" />
        {line}
      </button>
      {open && (
        <div id={inside} className={framed ? 'appear border-t border-line p-3' : 'appear mt-1 mb-1 ms-1.5 border-s-2 border-line ps-4'}>
          {children}
        </div>
      )}
    </div>
  )
}
