// A model in the list: its name, and what is known of it in a line or two.
import type { ReactNode } from 'react'

interface ItemProps {
  chosen: boolean
  /** Whether the Tab key stops here; the arrow keys go to the others. */
  stop: boolean
  name: ReactNode
  about?: string | undefined
  facts: (string | number | false | null | undefined)[]
  onChoose: () => void
}

export function Item({ chosen, stop, name, about, facts, onChoose }: ItemProps) {
  return (
    <li>
      <button
        type="button"
        data-item
        tabIndex={stop ? 0 : -1}
        aria-current={chosen || undefined}
        onClick={onChoose}
        className="block w-full scroll-my-4 rounded-md px-2.5 py-2 text-start -outline-offset-2 transition-colors hover:bg-surface aria-[current]:bg-raised"
      >
        <span className="flex items-center gap-1.5 break-words">{name}</span>
        {about && <span className="line-clamp-2 text-quiet">{about}</span>}
        <span className="block text-small break-words text-quiet">{facts.filter(Boolean).join(' · ')}</span>
      </button>
    </li>
  )
}
