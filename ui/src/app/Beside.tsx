// The right side: the inspector, when it is asked for, as a column or as a drawer over the thread.
import { X } from 'lucide-react'
import { Dialog as Drawer } from 'radix-ui'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { IconButton } from '../shared/Button'
import { patient } from '../shared/patient'
import { follow, showInspector, useInspector, useIsDrawer } from './inspector'

const Inspector = lazy(() => patient(() => import('../features/inspector')))

function Content() {
  const { threadId } = useParams()
  return (
    <Suspense fallback={<div className="flex-1" aria-busy />}>
      <Inspector key={threadId ?? 'new'} threadId={threadId} />
    </Suspense>
  )
}

function Close() {
  const { t } = useTranslation()
  return <IconButton icon={X} label={t('inspector_close')} shortcut="inspector" side="left" onClick={() => showInspector(false)} />
}

export function Beside() {
  const { t } = useTranslation()
  const { open, asked } = useInspector()
  const drawer = useIsDrawer()
  const panel = useRef<HTMLElement>(null)
  const before = useRef<Element | null>(null)

  useEffect(() => follow(drawer), [drawer])

  // Who asks for it by a key or a button goes on there; who closes it is led back.
  useEffect(() => {
    if (drawer || !open || !asked) return
    before.current = document.activeElement
    panel.current?.focus()
    return () => {
      if (document.activeElement === document.body && before.current instanceof HTMLElement) before.current.focus()
    }
  }, [drawer, open, asked])

  if (drawer) {
    return (
      <Drawer.Root open={open} onOpenChange={(next) => !next && showInspector(false)}>
        <Drawer.Portal>
          <Drawer.Overlay className="appear fixed inset-0 z-30 bg-shade" />
          <Drawer.Content
            aria-describedby={undefined}
            onOpenAutoFocus={(event) => {
              // In its first field the focus would open a keyboard over half of a phone.
              event.preventDefault()
              before.current = document.activeElement
              if (event.target instanceof HTMLElement) event.target.focus()
            }}
            // What opened it is no trigger that Radix knows.
            onCloseAutoFocus={(event) => {
              event.preventDefault()
              if (document.activeElement === document.body && before.current instanceof HTMLElement) before.current.focus()
            }}
            className="appear fixed inset-y-0 end-0 z-30 flex w-[min(22rem,92vw)] flex-col border-s border-line bg-sunk outline-none"
          >
            <div className="flex h-13 shrink-0 items-center justify-between ps-4 pe-3">
              <Drawer.Title className="font-medium">{t('inspector')}</Drawer.Title>
              <Close />
            </div>
            <Content />
          </Drawer.Content>
        </Drawer.Portal>
      </Drawer.Root>
    )
  }
  if (!open) return null
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-label={t('inspector')}
      className="flex w-80 shrink-0 flex-col border-s border-line bg-sunk outline-none"
    >
      <div className="flex h-13 shrink-0 items-center justify-between ps-4 pe-3">
        <h2 className="font-medium">{t('inspector')}</h2>
        <Close />
      </div>
      <Content />
    </aside>
  )
}
