// One thread in the list: opens it, renames it in place, removes it.
import { Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { rename } from '../../api/actions'
import type { Thread } from '../../api/types'
import { runIn, useLive } from '../../live'
import { menuItem, menuPanel } from '../../shared/menu'
import { tellError } from '../../shared/toasts'
import { TitleField } from './TitleField'

interface ThreadRowProps {
  thread: Thread
  shown: boolean
  onOpen: () => void
  onRemove: (threadId: string) => void
}

export function ThreadRow({ thread, shown, onOpen, onRemove }: ThreadRowProps) {
  const { t } = useTranslation()
  const [renaming, setRenaming] = useState(false)
  const startRename = useRef(false)
  const link = useRef<HTMLAnchorElement>(null)
  const writing = useLive((live) => runIn(live, thread.id) !== undefined)
  const title = thread.title || t('untitled')

  if (renaming) {
    const done = (next: string | null) => {
      setRenaming(false)
      if (next && next !== thread.title) void rename(thread.id, next).catch(tellError)
      requestAnimationFrame(() => link.current?.focus())
    }
    return (
      <li>
        <TitleField title={thread.title} onDone={done} />
      </li>
    )
  }

  return (
    <li className="group/row relative" data-thread={thread.id}>
      <Link
        ref={link}
        to={`/t/${thread.id}`}
        onClick={onOpen}
        onDoubleClick={() => setRenaming(true)}
        onKeyDown={(event) => event.key === 'F2' && setRenaming(true)}
        aria-current={shown ? 'page' : undefined}
        className="flex h-8 items-center gap-2 rounded-md pr-9 pl-3 text-quiet transition-colors hover:bg-raised hover:text-text aria-[current]:bg-raised aria-[current]:text-text pointer-coarse:h-11"
      >
        <span className="truncate">{title}</span>
        {writing && <span className="breathe ml-auto size-2 shrink-0 rounded-full bg-ember" role="img" aria-label={t('writing')} />}
      </Link>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger
          aria-label={t('thread_menu', { title })}
          className="absolute top-1/2 right-1 grid size-7 -translate-y-1/2 place-items-center rounded-md text-quiet hover:text-text focus-visible:opacity-100 data-[state=open]:opacity-100 pointer-fine:opacity-0 pointer-fine:group-focus-within/row:opacity-100 pointer-fine:group-hover/row:opacity-100"
        >
          <Ellipsis aria-hidden size={16} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="start"
            className={menuPanel}
            onCloseAutoFocus={(event) => {
              // The field takes the focus only once the menu has given it up.
              if (!startRename.current) return
              startRename.current = false
              event.preventDefault()
              setRenaming(true)
            }}
          >
            <DropdownMenu.Item className={menuItem} onSelect={() => (startRename.current = true)}>
              <Pencil aria-hidden size={15} />
              {t('rename')}
            </DropdownMenu.Item>
            <DropdownMenu.Item className={menuItem} onSelect={() => onRemove(thread.id)}>
              <Trash2 aria-hidden size={15} />
              {t('delete')}
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </li>
  )
}
