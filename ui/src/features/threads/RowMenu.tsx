// The menu of a row, behind its three dots, a right click or the menu key.
import { Ellipsis, type LucideIcon } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useRef, useState } from 'react'
import type { Which } from '../../api/exchange'
import { ExportItems } from '../../shared/ExportItems'
import { menuItem, menuPanel } from '../../shared/menu'

/** Something that can be done, or the export of some threads. */
export type Offer = Act | { exports: Which }

interface Act {
  icon: LucideIcon
  label: string
  run: () => void
  /** It opens something that takes the focus: only once the menu has given it up. */
  takesFocus?: boolean
}

interface RowMenuProps {
  label: string
  open: boolean
  onOpen: (open: boolean) => void
  offers: readonly Offer[]
  /** Whether Tab reaches it from its row. */
  reached: boolean
}

const DOTS =
  'absolute end-1 top-1/2 grid size-7 -translate-y-1/2 place-items-center rounded-md text-quiet hover:text-text focus-visible:opacity-100 data-[state=open]:opacity-100 pointer-fine:opacity-0 pointer-fine:group-focus-within/row:opacity-100 pointer-fine:group-hover/row:opacity-100'

export function RowMenu({ label, open, onOpen, offers, reached }: RowMenuProps) {
  const later = useRef<(() => void) | null>(null)
  const [near, setNear] = useState(false)
  if (open && !near) setNear(true)
  if (!near && !reached) {
    // Thousands of menus scroll by: only where one is about to be opened, there is more than its dots.
    return (
      <button
        type="button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={false}
        tabIndex={-1}
        onPointerEnter={(event) => event.pointerType === 'mouse' && setNear(true)}
        onPointerDown={(event) => event.pointerType === 'mouse' && event.button === 0 && onOpen(true)}
        onClick={() => onOpen(true)}
        className={DOTS}
      >
        <Ellipsis aria-hidden size={16} />
      </button>
    )
  }
  return (
    <DropdownMenu.Root open={open} onOpenChange={onOpen}>
      <DropdownMenu.Trigger
        aria-label={label}
        tabIndex={reached ? 0 : -1}
        className={DOTS}
      >
        <Ellipsis aria-hidden size={16} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          className={menuPanel}
          onCloseAutoFocus={(event) => {
            const run = later.current
            if (!run) return
            later.current = null
            event.preventDefault()
            run()
          }}
        >
          {offers.map((offer) => {
            if ('exports' in offer) return <ExportItems key="export" which={offer.exports} />
            const { icon: Icon, label: name, run, takesFocus } = offer
            return (
              <DropdownMenu.Item
                key={name}
                className={menuItem}
                onSelect={() => {
                  if (takesFocus) later.current = run
                  else run()
                }}
              >
                <Icon aria-hidden size={15} />
                {name}
              </DropdownMenu.Item>
            )
          })}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
