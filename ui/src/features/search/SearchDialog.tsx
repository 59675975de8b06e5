// Finds anything that was said: a field, where to look, and below it what was found, as one types.
import { Search } from 'lucide-react'
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Refused } from '../../api/client'
import { LONGEST_SEARCH, searchNow, useSearch } from '../../api/search'
import { Dialog } from '../../shared/Dialog'
import { number } from '../../shared/format'
import { tellError } from '../../shared/toasts'
import { useSettled } from '../../shared/useSettled'
import { words } from '../../shared/words'
import { EVERYWHERE, Filters, type Chosen } from './Filters'
import { Results } from './Results'
import { idOf, targetsOf, type Target } from './targets'

// So long a pause in typing asks the server.
const PAUSE = 120

interface SearchDialogProps {
  /** The thread that is open. */
  threadId: string | undefined
  onOpen: (target: Target) => void
  onClose: () => void
}

function useFilters(threadId: string | undefined) {
  const [chosen, setChosen] = useState<Chosen>(EVERYWHERE)
  const filters = useMemo(
    () => ({
      thread: chosen.here ? threadId : undefined,
      model: chosen.model || undefined,
      after: chosen.period?.after,
    }),
    [chosen, threadId],
  )
  return { chosen, setChosen, filters }
}

export function SearchDialog({ threadId, onOpen, onClose }: SearchDialogProps) {
  const { t } = useTranslation()
  const [wanted, setWanted] = useState('')
  const [moved, setMoved] = useState<string>()
  const { chosen, setChosen, filters } = useFilters(threadId)
  const list = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const sought = useSettled(wanted, PAUSE)
  const { data: answer, error, isFetching } = useSearch(sought, filters)
  const asked = wanted.trim() !== ''
  const found = asked ? answer?.found : undefined
  const targets = useMemo(() => targetsOf(found), [found])
  const active = targets.map(idOf).find((id) => id === moved) ?? (targets[0] && idOf(targets[0]))
  const settled = !isFetching && sought === wanted

  useEffect(() => {
    if (active) document.querySelector(`#${CSS.escape(active)}`)?.scrollIntoView({ block: 'nearest' })
  }, [active])

  const openActive = async () => {
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
    if (step && targets.length > 0) {
      event.preventDefault()
      const next = targets[(targets.findIndex((one) => idOf(one) === active) + step + targets.length) % targets.length]
      setMoved(next && idOf(next))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (asked) void openActive()
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
            role="combobox"
            aria-label={t('search_field')}
            aria-expanded={targets.length > 0}
            aria-controls={targets.length > 0 ? list : undefined}
            aria-activedescendant={active}
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
            enterKeyHint="go"
            value={wanted}
            maxLength={LONGEST_SEARCH}
            placeholder={t('search_field')}
            onChange={(event) => {
              setWanted(event.target.value)
              setMoved(undefined)
            }}
            onKeyDown={pressed}
            className="h-10 min-w-0 flex-1 bg-transparent outline-none placeholder:text-quiet pointer-coarse:h-11"
          />
        </div>
      </div>
      <Filters chosen={chosen} onChoose={setChosen} inThread={threadId !== undefined} />
      <div ref={scroller} aria-busy={asked && !settled} className="min-h-0 flex-1 overflow-y-auto border-t border-line pt-3">
        <p role="status" className={targets.length > 0 ? 'px-5 pb-2 text-small text-quiet' : 'px-5 py-2 text-quiet'}>
          {!asked && t('search_about')}
          {asked && error instanceof Refused && words(error.problem).title}
          {asked && settled && answer && (targets.length > 0 ? <Told count={answer.found.count} more={answer.found.more} /> : t('search_none'))}
        </p>
        {found && targets.length > 0 && (
          <Results id={list} found={found} active={active} onActive={setMoved} onOpen={onOpen} />
        )}
      </div>
    </Dialog>
  )
}

function Told({ count, more }: { count: number; more: boolean }) {
  const { t } = useTranslation()
  return more ? t('search_most') : t('search_found', { count, shown: number(count) })
}
