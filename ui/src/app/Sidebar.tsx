// The left side: a new thread, all threads, settings; collapsible, and a drawer on phones.
import { CircleQuestionMark, PanelLeftClose, Search, Settings2, SquarePen } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams } from 'react-router'
import { ThreadList } from '../features/threads'
import { IconButton } from '../shared/Button'
import { Drawer, DrawerTitle } from '../shared/Drawer'
import { Ember } from '../shared/Ember'
import { useKeys } from '../shared/shortcuts'
import { PHONE, useMedia } from '../shared/useMedia'
import { Connection } from './Connection'
import { useBeginIn } from './folder'
import { closeDrawer, openHelp, openPutAway, openSearch, openSettings, showSidebar, usePanels } from './panels'

function Content() {
  const { t } = useTranslation()
  const { threadId } = useParams()
  const beginIn = useBeginIn()
  const { pathname, search: asked } = useLocation()
  const newThread = useKeys('new_thread')
  const search = useKeys('search')
  return (
    <>
      <div className="flex h-13 shrink-0 items-center gap-2 pe-2 ps-4">
        <Link to="/" onClick={closeDrawer} aria-label={t('home')} className="flex flex-1 items-center gap-2 rounded-md">
          <Ember className="size-5" />
          <span className="font-serif text-[1.125rem] leading-6 tracking-tight">Fireside</span>
        </Link>
        <IconButton
          icon={PanelLeftClose}
          label={t('sidebar_close')}
          shortcut="sidebar"
          side="bottom"
          onClick={() => showSidebar(false)}
        />
      </div>
      <div className="px-2 pb-1">
        <Link
          to="/"
          onClick={closeDrawer}
          aria-current={pathname === '/' && !asked ? 'page' : undefined}
          className="flex h-9 items-center gap-2.5 rounded-md border border-line bg-surface px-3 transition-colors hover:border-edge pointer-coarse:h-11"
        >
          <SquarePen aria-hidden size={15} strokeWidth={1.75} className="text-quiet" />
          <span className="flex-1">{t('new_thread')}</span>
          <kbd className="font-sans text-small text-quiet pointer-coarse:hidden">{newThread}</kbd>
        </Link>
        <button
          type="button"
          onClick={openSearch}
          className="mt-1 flex h-9 w-full items-center gap-2.5 rounded-md border border-transparent px-3 text-start text-quiet transition-colors hover:bg-raised hover:text-text pointer-coarse:h-11"
        >
          <Search aria-hidden size={15} strokeWidth={1.75} />
          <span className="flex-1">{t('search')}</span>
          <kbd className="font-sans text-small pointer-coarse:hidden">{search}</kbd>
        </button>
      </div>
      <ThreadList shown={threadId} onOpen={closeDrawer} onBegin={beginIn} onPutAway={openPutAway} />
      <div className="flex h-12 shrink-0 items-center justify-between border-t border-line pe-2 ps-2">
        <Connection />
        <div className="flex gap-0.5">
          <IconButton
            icon={CircleQuestionMark}
            label={t('help')}
            shortcut="help"
            onClick={() => openHelp()}
          />
          <IconButton
            icon={Settings2}
            label={t('settings')}
            shortcut="settings"
            onClick={() => openSettings()}
          />
        </div>
      </div>
    </>
  )
}

export function Sidebar() {
  const { t } = useTranslation()
  const open = usePanels((panels) => panels.sidebar)
  const phone = useMedia(PHONE)
  if (phone) {
    return (
      <Drawer
        open={open}
        onClose={() => showSidebar(false)}
        side="start"
        className="w-[min(19rem,86vw)]"
        opener={() => document.querySelector<HTMLElement>('[data-opens-threads]')}
      >
        <DrawerTitle className="sr-only">{t('threads')}</DrawerTitle>
        <Content />
      </Drawer>
    )
  }
  if (!open) return null
  return (
    <aside aria-label={t('threads')} className="flex w-64 shrink-0 flex-col border-e border-line bg-sunk">
      <Content />
    </aside>
  )
}
