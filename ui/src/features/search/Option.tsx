// One of what was found.
import type { ReactNode } from 'react'

interface OptionProps {
  id: string
  active: string | undefined
  onActive: (id: string) => void
  onOpen: () => void
  children: ReactNode
}

/** Chosen with the arrows of the field above, which keeps the focus; so it has none of its own. */
export function Option({ id, active, onActive, onOpen, children }: OptionProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the field hears the keys
    <div
      id={id}
      role="option"
      aria-selected={id === active}
      onClick={onOpen}
      onMouseMove={() => id !== active && onActive(id)}
      className="cursor-pointer scroll-my-2 rounded-md px-3 py-1.5 text-quiet aria-selected:bg-raised aria-selected:text-text pointer-coarse:py-2.5"
    >
      {children}
    </div>
  )
}
