// The right side: the inspector, when it is asked for, as a column or as a drawer over the thread.
import { X } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { IconButton } from '../shared/Button'
import { Drawer, DrawerTitle } from '../shared/Drawer'
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
      <Drawer open={open} onClose={() => showInspector(false)} side="end" className="w-[min(22rem,92vw)]">
        <div className="flex h-13 shrink-0 items-center justify-between ps-4 pe-3">
          <DrawerTitle className="font-medium">{t('inspector')}</DrawerTitle>
          <Close />
        </div>
        <Content />
      </Drawer>
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
