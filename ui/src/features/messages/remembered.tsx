// What a row of a list must not lose when it is scrolled out of sight and back: what was opened in it, and that it is in use.
import { createContext, use, useEffect, useState, type ReactNode } from 'react'

/** What is known of the rows of one thread, for as long as it is shown. */
export class Remembered {
  private readonly opened = new Map<string, boolean>()

  constructor(private readonly onUse: (row: string, inUse: boolean) => void) {}

  isOpen(row: string, name: string): boolean {
    return this.opened.get(`${row} ${name}`) ?? false
  }

  setOpen(row: string, name: string, open: boolean): void {
    this.opened.set(`${row} ${name}`, open)
  }

  use(row: string, inUse: boolean): void {
    this.onUse(row, inUse)
  }
}

const Place = createContext<{ row: string; all: Remembered } | null>(null)

export function RememberedRow({ row, all, children }: { row: string; all: Remembered; children: ReactNode }) {
  // A new value each time would draw again all that looks into it.
  const [place] = useState({ row, all })
  return <Place value={place}>{children}</Place>
}

/** Whether something in the row is open, under a name of its own there. */
export function useOpened(name: string): [boolean, (open: boolean) => void] {
  const place = use(Place)
  const [open, setOpen] = useState(() => place?.all.isOpen(place.row, name) ?? false)
  const change = (next: boolean) => {
    setOpen(next)
    place?.all.setOpen(place.row, name, next)
  }
  return [open, change]
}

/** Keeps the row mounted for as long as something in it holds what was not stored yet. */
export function useInUse(inUse: boolean): void {
  const place = use(Place)
  useEffect(() => {
    if (!place || !inUse) return
    place.all.use(place.row, true)
    return () => place.all.use(place.row, false)
  }, [place, inUse])
}
