// Finds anything that was said or can be done: a field, where to look, and below it what was found, as one types.
import { Search } from 'lucide-react'
import { useEffect, useId, useMemo, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Refused } from '../../api/client'
import { LONGEST_SEARCH, searchNow, useSearch } from '../../api/search'
import { Dialog } from '../../shared/Dialog'
import { number } from '../../shared/format'
import { tellError } from '../../shared/toasts'
import { useSettled } from '../../shared/useSettled'
import { words } from '../../shared/words'
import { CommandGroup } from './CommandGroup'
import { fitting, idOfCommand, ONLY, wantsOnly, type Command } from './commands'
import { EVERYWHERE, Filters, type Chosen } from './Filters'
import { Results } from './Results'
import { idOf, targetsOf, type Target } from './targets'

// So long a pause in typing asks the server.
const PAUSE = 120

interface SearchDialogProps {
  /** The thread that is open. */
  threadId: string | undefined
  /** What can be done; `withWords` are commands that take what was typed. */
  commands?: readonly Command[]
  withWords?: (words: string) => Command[]
  onOpen: (target: Target) => void
  onClose: () => void
}

function useFilters(threadId: string | undefined) {
  const [chosen, setChosen] = useState<Chosen>(EVERYWHERE)
  const filters = useMemo(
    () => ({
      thread: chosen.here ? threadId : undefined,
      folder: chosen.folder || undefined,
      model: chosen.model || undefined,
      after: chosen.period?.after,
    }),
    [chosen, threadId],
  )
  return { chosen, setChosen, filters }
}

const NONE: readonly Command[] = []

export function SearchDialog({ threadId, commands = NONE, withWords, onOpen, onClose }: SearchDialogProps) {
  const { t } = useTranslation()
  const [wanted, setWanted] = useState('')
  const [moved, setMoved] = useState<string>()
  const { chosen, setChosen, filters } = useFilters(threadId)
  const list = useId()
  const only = wantsOnly(wanted)
  const asked = wanted.trim() !== ''
  const sought = useSettled(only ? '' : wanted, PAUSE)
  // Why it failed is said at once, also while it is tried again.
  const { data: answer, failureReason: error, isFetching } = useSearch(sought, filters)
  const found = asked && !only ? answer?.found : undefined
  const targets = useMemo(() => targetsOf(found), [found])
  const doable = useMemo(() => {
    const typed = wanted.trim().slice(ONLY.length).trim()
    return [...fitting(commands, wanted), ...((only && typed && withWords?.(typed)) || [])]
  }, [commands, only, wanted, withWords])
  const ids = [...doable.map(idOfCommand), ...targets.map(idOf)]
  // Before anything is typed, Enter does nothing: it may have been meant for the page below.
  const active = ids.find((id) => id === moved) ?? (asked ? ids[0] : undefined)
  const settled = only || (!isFetching && sought === wanted)

  useEffect(() => {
    if (active) document.querySelector(`#${CSS.escape(active)}`)?.scrollIntoView({ block: 'nearest' })
  }, [active])

  const run = (command: Command) => {
    onClose()
    command.run()
  }

  const openActive = async () => {
    const command = doable.find((one) => idOfCommand(one) === active)
    if (command) return run(command)
    try {
      // What is shown may be of the words before: Enter waits for those that stand there.
      const fresh = settled && answer ? targets : targetsOf((await searchNow(wanted, filters)).found)
      const target = fresh.find((one) => idOf(one) === moved) ?? fresh[0]
      if (target) onOpen(target)
    } catch (problem) {
      tellError(problem)
    }
  }

  const pressed = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step && ids.length > 0) {
      event.preventDefault()
      const at = active ? ids.indexOf(active) : step > 0 ? -1 : ids.length
      setMoved(ids[(at + step + ids.length) % ids.length])
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (active || (asked && !only)) void openActive()
    }
  }

  return (
    <Dialog open onClose={onClose} title={t('search')} size="wide">
      <div className="px-5 pb-3">
        <div className="flex items-center gap-2 rounded-md border border-line bg-surface px-3 focus-within:border-edge">
          <Search aria-hidden size={15} className="shrink-0 text-quiet" />
          <input
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- one opens it to type
            autoFocus
            data-first
            role="combobox"
            aria-label={t('search_field')}
            aria-expanded={ids.length > 0}
            aria-controls={ids.length > 0 ? list : undefined}
            aria-activedescendant={active}
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
            enterKeyHint="go"
            value={wanted}
            maxLength={LONGEST_SEARCH}
            placeholder={t('search_or_do')}
            onChange={(event) => {
              setWanted(event.target.value)
              setMoved(undefined)
            }}
            onKeyDown={pressed}
            className="h-10 min-w-0 flex-1 bg-transparent outline-none placeholder:text-quiet pointer-coarse:h-11"
          />
        </div>
      </div>
      {!only && <Filters chosen={chosen} onChoose={setChosen} inThread={threadId !== undefined} />}
      <div aria-busy={asked && !settled} className="min-h-0 flex-1 overflow-y-auto border-t border-line pt-3">
        <p role="status" className={targets.length > 0 || (only && ids.length > 0) ? 'px-5 pb-2 text-small text-quiet' : 'px-5 py-2 text-quiet'}>
          {!asked && t('search_about')}
          {only && (ids.length > 0 ? t('commands_found', { count: ids.length }) : t('commands_none'))}
          {asked && !only && error instanceof Refused && words(error.problem).title}
          {asked && !only && settled && answer && (targets.length > 0 ? <Told count={answer.found.count} more={answer.found.more} /> : t('search_none'))}
        </p>
        {ids.length > 0 && (
          <div id={list} role="listbox" aria-label={t('search_results')} className="px-2 pb-3">
            <CommandGroup commands={doable} active={active} onActive={setMoved} onRun={run} />
            {found && <Results found={found} active={active} onActive={setMoved} onOpen={onOpen} />}
          </div>
        )}
      </div>
    </Dialog>
  )
}

function Told({ count, more }: { count: number; more: boolean }) {
  const { t } = useTranslation()
  return more ? t('search_most') : t('search_found', { count, shown: number(count) })
}
