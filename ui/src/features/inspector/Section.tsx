// A part of the inspector under its own heading, with what belongs beside that.
import { ChevronRight } from 'lucide-react'
import { useId, useState, type ReactNode } from 'react'

interface SectionProps {
  title: string
  beside?: ReactNode
  /** Given the id of the heading. */
  children: (heading: string) => ReactNode
}

export function Section({ title, beside, children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="flex flex-col gap-2 border-b border-line px-4 py-4 last:border-0">
      <div className="flex min-h-8 items-center justify-between gap-2">
        <h3 id={id} className="font-medium">
          {title}
        </h3>
        {beside}
      </div>
      {children(id)}
    </section>
  )
}

/** What few people need, folded away. */
export function More({ title, children }: { title: string; children: ReactNode }) {
  const [open, setOpen] = useState(false)
  return (
    <div className="flex flex-col gap-4">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="-ms-2 flex items-center gap-1.5 self-start rounded-md px-2 py-1 text-quiet transition-colors hover:bg-raised hover:text-text"
      >
        <ChevronRight aria-hidden size={14} className={`transition-transform rtl:-scale-x-100 ${open ? 'rotate-90' : ''}`} />
        {title}
      </button>
      {open && children}
    </div>
  )
}
