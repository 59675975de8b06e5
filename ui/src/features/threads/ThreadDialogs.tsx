// What asks before threads and folders are put somewhere: which folder, or the name of a new one.
import { Check, Folder as FolderIcon, FolderPlus, Inbox } from 'lucide-react'
import { useId, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Refused } from '../../api/client'
import { useThreads } from '../../api/queries'
import { folders as asking, useFolders } from '../../api/threads'
import type { Folder } from '../../api/types'
import { Button } from '../../shared/Button'
import { Dialog } from '../../shared/Dialog'
import { tree } from '../../shared/folders'
import { words } from '../../shared/words'
import { mayLieIn } from './rows'
import { ask, useTending } from './tending'
import type { Acts } from './useActs'

const close = () => ask(null)

export function ThreadDialogs({ acts }: { acts: Acts }) {
  const asked = useTending((tending) => tending.asked)
  if (!asked) return null
  if (asked.kind === 'new_folder') return <NewFolder parent={asked.parent} threads={asked.threads} acts={acts} />
  return <Move acts={acts} {...(asked.kind === 'move' ? { threads: asked.threads } : { folder: asked.folder })} />
}

interface MoveProps {
  acts: Acts
  threads?: string[]
  folder?: Folder
}

/** Arrows go from one place to the next, as in a menu. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!by) return
  event.preventDefault()
  const places = [...event.currentTarget.querySelectorAll<HTMLElement>('button:not(:disabled)')]
  const at = places.findIndex((place) => place === document.activeElement)
  places[(at + by + places.length) % places.length]?.focus()
}

function Move({ acts, threads, folder }: MoveProps) {
  const { t } = useTranslation()
  const { data: all = [] } = useFolders()
  const { data: listed = [] } = useThreads()
  const moved = new Set(threads)
  const homes = new Set(listed.filter(({ id }) => moved.has(id)).map(({ folder_id }) => folder_id ?? null))
  const here = (id: string | null) => (folder ? (folder.parent_id ?? null) === id : homes.size === 1 && homes.has(id))
  const may = (id: string | null) => (folder ? mayLieIn(all, folder.id, id) : !here(id))
  const put = (id: string | null) => {
    close()
    if (folder) void acts.moveFolder(folder, id)
    else if (threads) void acts.move(threads, id)
  }
  const place = (id: string | null, name: ReactNode, icon: ReactNode, depth = 0) => (
    <li key={id ?? ''}>
      <button
        type="button"
        disabled={!may(id)}
        aria-current={here(id) || undefined}
        onClick={() => put(id)}
        style={{ paddingInlineStart: `${0.75 + depth * 1.25}rem` }}
        className="flex min-h-9 w-full items-center gap-2.5 rounded-md pe-3 text-start hover:bg-raised disabled:text-quiet disabled:hover:bg-transparent pointer-coarse:min-h-11"
      >
        {icon}
        <span className="min-w-0 flex-1 truncate">
          <bdi>{name}</bdi>
        </span>
        {here(id) && <Check aria-hidden size={15} className="shrink-0" />}
      </button>
    </li>
  )
  const icon = <FolderIcon aria-hidden size={15} className="shrink-0 text-quiet" />
  // A folder is offered only those in which it may lie.
  const places = tree(all).filter(({ folder: { id } }) => !folder || may(id) || here(id))
  return (
    <Dialog open onClose={close} title={folder ? t('move_folder_where', { folder: folder.name }) : t('move_where', { count: threads?.length ?? 1 })}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its buttons have the focus */}
      <ul onKeyDown={walk} className="overflow-y-auto px-2 pb-2">
        {place(null, t(folder ? 'no_folder_within' : 'no_folder'), <Inbox aria-hidden size={15} className="shrink-0 text-quiet" />)}
        {places.map((one) => place(one.folder.id, one.folder.name, icon, one.depth))}
      </ul>
      {threads && (
        <div className="border-t border-line p-2">
          <button
            type="button"
            onClick={() => ask({ kind: 'new_folder', parent: null, threads })}
            className="flex min-h-9 w-full items-center gap-2.5 rounded-md px-3 text-start hover:bg-raised pointer-coarse:min-h-11"
          >
            <FolderPlus aria-hidden size={15} className="text-quiet" />
            {t('new_folder')}
          </button>
        </div>
      )}
    </Dialog>
  )
}

function NewFolder({ parent, threads, acts }: { parent: string | null; threads: string[]; acts: Acts }) {
  const { t } = useTranslation()
  const { data: all = [] } = useFolders()
  const id = useId()
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<{ title: string; about: string } | null>(null)
  const within = all.find((folder) => folder.id === parent)
  const make = async () => {
    try {
      const made = await asking.create(name, parent)
      if (within?.collapsed) await asking.change(within.id, { collapsed: false })
      close()
      if (threads.length > 0) await acts.move(threads, made.id)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      setProblem(words(error.problem))
    }
  }
  return (
    <Dialog open onClose={close} title={within ? t('new_folder_in', { folder: within.name }) : t('new_folder')}>
      <form
        className="px-5 pb-5"
        onSubmit={(event) => {
          event.preventDefault()
          void make()
        }}
      >
        <label className="flex flex-col gap-1.5">
          <span className="font-medium">{t('folder_name')}</span>
          <input
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- one opens it to write
            autoFocus
            dir="auto"
            value={name}
            maxLength={200}
            autoComplete="off"
            aria-invalid={problem !== null}
            aria-describedby={problem ? id : undefined}
            onChange={(event) => setName(event.target.value)}
            className="h-9 rounded-md border border-edge bg-surface px-3"
          />
        </label>
        {problem && (
          <p id={id} role="alert" className="mt-2 text-ember">
            {problem.title} {problem.about}
          </p>
        )}
        <div className="mt-4 flex justify-end gap-2">
          <Button onClick={close}>{t('cancel')}</Button>
          <Button kind="primary" type="submit" disabled={name.trim() === ''}>
            {t('create')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
