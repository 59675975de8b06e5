// A dialog with a title and a way out; `Confirm` is one that asks before something is done.
import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useLayoutEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from './Button'

type Size = 'small' | 'wide' | 'large'

const SIZES: Record<Size, string> = {
  small: 'max-w-md max-h-full',
  wide: 'max-w-3xl h-[min(40rem,100%)]',
  large: 'max-w-5xl h-[min(50rem,100%)]',
}

/** A menu goes as soon as something in it is chosen; whoever chose came from the button that opened it. */
function outsideMenus(element: Element | null): Element | null {
  const opener = element?.closest('[role=menu]')?.getAttribute('aria-labelledby')
  return opener ? outsideMenus(document.getElementById(opener)) : element
}

interface DialogProps {
  open: boolean
  onClose: () => void
  title: string
  /** What it is for, in a sentence; shown under the title. */
  about?: string | undefined
  size?: Size
  children: ReactNode
}

export function Dialog({ open, onClose, title, about, size = 'small', children }: DialogProps) {
  const { t } = useTranslation()
  const before = useRef<Element | null>(null)
  const content = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (open) before.current = outsideMenus(document.activeElement)
  }, [open])
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="appear fixed inset-0 z-40 grid place-items-center overflow-hidden bg-shade p-3 sm:p-6">
          <Radix.Content
            {...(about ? {} : { 'aria-describedby': undefined })}
            ref={content}
            className={`rise relative flex w-full flex-col overflow-hidden rounded-lg border border-line bg-ground outline-none ${SIZES[size]}`}
            // On the way out, which comes first, the focus would open a hint, and Escape would only take that away.
            onOpenAutoFocus={(event) => {
              event.preventDefault()
              // A drawer underneath takes the focus back from a field that was born with it.
              const first = content.current?.querySelector<HTMLElement>('[data-first]')
              ;(first ?? content.current)?.focus()
            }}
            // Where keys are being chosen, Escape is one that is pressed there.
            onEscapeKeyDown={(event) => {
              if (event.target instanceof Element && event.target.closest('[data-takes-keys]')) event.preventDefault()
            }}
            // What opened it is no trigger that Radix knows: the focus is led back by hand, unless it has gone elsewhere.
            onCloseAutoFocus={(event) => {
              event.preventDefault()
              if (document.activeElement && document.activeElement !== document.body) return
              if (before.current instanceof HTMLElement) before.current.focus()
            }}
          >
            <header className="flex items-start gap-3 px-5 pt-4 pb-3">
              <div className="min-w-0 flex-1">
                <Radix.Title className="text-base leading-6 font-semibold">{title}</Radix.Title>
                {about && <Radix.Description className="mt-1 text-quiet">{about}</Radix.Description>}
              </div>
              <IconButton icon={X} label={t('close')} onClick={onClose} size="small" side="left" />
            </header>
            {children}
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  )
}

interface ConfirmProps {
  open: boolean
  onClose: () => void
  title: string
  about: string
  action: string
  onConfirm: () => void
}

export function Confirm({ open, onClose, title, about, action, onConfirm }: ConfirmProps) {
  const { t } = useTranslation()
  return (
    <Dialog open={open} onClose={onClose} title={title} about={about}>
      <div className="flex justify-end gap-2 px-5 pt-2 pb-5">
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button
          kind="primary"
          onClick={() => {
            onConfirm()
            onClose()
          }}
        >
          {action}
        </Button>
      </div>
    </Dialog>
  )
}
