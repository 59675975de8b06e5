// A side of the page that lies over it on a small screen; it closes with Esc or a tap beside it.
import { Dialog } from 'radix-ui'
import { type ReactNode, useRef } from 'react'

const SIDES = { start: 'start-0 border-e', end: 'end-0 border-s' }

export function Drawer(props: {
  open: boolean
  onClose: () => void
  side: keyof typeof SIDES
  className: string
  /** Whom the focus is led back to, when what opened it is mounted anew; else it goes to where it was. */
  opener?: () => HTMLElement | null
  children: ReactNode
}) {
  const panel = useRef<HTMLDivElement>(null)
  const before = useRef<Element | null>(null)
  return (
    <Dialog.Root open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="appear fixed inset-0 z-30 bg-shade" />
        <Dialog.Content
          ref={panel}
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            // On its first control the focus would open a tooltip over it, or a keyboard over half of a phone.
            event.preventDefault()
            before.current = document.activeElement
            panel.current?.focus()
          }}
          // What opened it is no trigger that Radix knows.
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            const opener = props.opener ? props.opener() : before.current
            if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus()
          }}
          className={`appear fixed inset-y-0 z-30 flex flex-col border-line bg-sunk outline-none ${SIDES[props.side]} ${props.className}`}
        >
          {props.children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** What the drawer is called, for those who hear it. */
export const DrawerTitle = Dialog.Title
