// The thin line over a thread: its title, and what holds for all replies.
import { PanelLeftOpen, PanelRightClose, PanelRightOpen, SquarePen } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { SpeakSwitch } from '../features/voices'
import { IconButton } from '../shared/Button'
import { showInspector, useInspector } from './inspector'
import { showSidebar, usePanels } from './panels'

export function Header({ title, threadId }: { title: string; threadId: string | undefined }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const sidebar = usePanels((panels) => panels.sidebar)
  const inspector = useInspector(({ open }) => open)
  const opener = useRef<HTMLButtonElement>(null)
  const was = useRef(sidebar)
  // The list went with the button that closed it: the one that opens it again takes the focus.
  useEffect(() => {
    if (was.current && !sidebar && document.activeElement === document.body) opener.current?.focus()
    was.current = sidebar
  }, [sidebar])
  return (
    <header className="flex h-13 shrink-0 items-center gap-1 px-3">
      {!sidebar && (
        <>
          <IconButton
            ref={opener}
            data-opens-threads
            icon={PanelLeftOpen}
            label={t('sidebar_open')}
            shortcut="sidebar"
            side="bottom"
            onClick={() => showSidebar(true)}
          />
          <IconButton
            icon={SquarePen}
            label={t('new_thread')}
            shortcut="new_thread"
            side="bottom"
            onClick={() => void navigate('/')}
          />
        </>
      )}
      <h1 className="min-w-0 flex-1 truncate px-2 font-medium text-quiet">{title}</h1>
      <SpeakSwitch threadId={threadId} />
      <IconButton
        icon={inspector ? PanelRightClose : PanelRightOpen}
        label={inspector ? t('inspector_close') : t('inspector_open')}
        shortcut="inspector"
        side="bottom"
        aria-expanded={inspector}
        onClick={() => showInspector(!inspector)}
      />
    </header>
  )
}
