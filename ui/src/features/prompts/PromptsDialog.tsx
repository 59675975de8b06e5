// The prompt library: all prompts on the left, the one that is looked at beside them.
import { Plus, Search } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { prompts as library, usePrompts } from '../../api/prompts'
import type { Prompt } from '../../api/types'
import { Button } from '../../shared/Button'
import { Confirm, Dialog } from '../../shared/Dialog'
import { tellError } from '../../shared/toasts'
import { Empty } from './Empty'
import { PromptEditor } from './PromptEditor'

/** The prompt that is looked at, or one that is yet to be made. */
type Chosen = { id: string } | 'new' | null

export function PromptsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { data: prompts } = usePrompts()
  const [chosen, setChosen] = useState<Chosen>(null)
  const [wanted, setWanted] = useState('')
  const [deleted, setDeleted] = useState<Prompt | null>(null)
  const [unsaved, setUnsaved] = useState(false)
  // Another one is written in an editor of its own; one that was saved is written on.
  const [turn, setTurn] = useState(0)
  const [leaving, setLeaving] = useState<(() => void) | null>(null)

  const prompt = chosen !== null && chosen !== 'new' ? prompts?.find(({ id }) => id === chosen.id) : undefined
  const editing = chosen === 'new' || prompt !== undefined
  const look = wanted.trim().toLocaleLowerCase()
  const found = prompts?.filter(({ name, text }) => `${name}\n${text}`.toLocaleLowerCase().includes(look))
    .toSorted((a, b) => a.name.localeCompare(b.name))

  /** Does something that leaves the editor, once what is not saved may be lost. */
  const leave = (then: () => void) => (unsaved ? setLeaving(() => then) : then())
  const choose = (next: Chosen) => {
    setUnsaved(false)
    setChosen(next)
    setTurn(turn + 1)
  }

  const remove = async (gone: Prompt) => {
    try {
      await library.remove(gone.id)
      choose(null)
      setDeleted(gone)
    } catch (error) {
      tellError(error)
    }
  }

  const restore = async (gone: Prompt) => {
    setDeleted(null)
    try {
      await library.restore(gone.id)
      choose({ id: gone.id })
    } catch (error) {
      tellError(error)
    }
  }

  return (
    <Dialog open onClose={() => leave(onClose)} size="wide" title={t('prompts')} about={t('prompts_about')}>
      <div className="flex min-h-0 flex-1 border-t border-line">
        <div className={`min-w-0 flex-1 flex-col sm:flex sm:max-w-72 sm:border-e sm:border-line ${editing ? 'hidden' : 'flex'}`}>
          <div className="flex gap-2 p-3">
            <div className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-md border border-line bg-surface px-2.5 focus-within:border-edge pointer-coarse:h-11">
              <Search aria-hidden size={14} className="shrink-0 text-quiet" />
              <input
                type="search"
                aria-label={t('search_prompts')}
                placeholder={t('search_prompts')}
                value={wanted}
                onChange={(event) => setWanted(event.target.value)}
                className="h-full min-w-0 flex-1 bg-transparent outline-none placeholder:text-quiet"
              />
            </div>
            <Button aria-label={t('new_prompt')} onClick={() => leave(() => choose('new'))} className="pointer-coarse:h-11">
              <Plus aria-hidden size={14} />
              {t('new')}
            </Button>
          </div>
          <ul aria-label={t('prompts')} className="min-h-0 flex-1 overflow-y-auto px-2 pb-2">
            {found?.map((one) => (
              <li key={one.id}>
                <button
                  type="button"
                  aria-current={one.id === prompt?.id}
                  onClick={() => leave(() => choose({ id: one.id }))}
                  className="block w-full rounded-md px-2.5 py-1.5 text-start hover:bg-surface aria-[current=true]:bg-raised pointer-coarse:py-2.5"
                >
                  <span className="block truncate">{one.name}</span>
                  <span className="block truncate text-small text-quiet">{one.text}</span>
                </button>
              </li>
            ))}
          </ul>
          <p role="status" className="px-4 pb-3 text-quiet empty:hidden">
            {prompts && prompts.length > 0 && found?.length === 0 && t('prompts_none')}
          </p>
          {prompts?.length === 0 && (
            <div className="min-h-0 overflow-y-auto sm:hidden">
              <Empty />
            </div>
          )}
          {deleted && (
            <p role="status" className="flex items-center gap-2 border-t border-line py-1.5 ps-4 pe-2">
              <span className="min-w-0 flex-1 truncate">{t('prompt_deleted', { name: deleted.name })}</span>
              <Button kind="quiet" onClick={() => void restore(deleted)}>
                {t('undo')}
              </Button>
            </p>
          )}
        </div>
        <div className={`min-w-0 flex-1 flex-col overflow-y-auto sm:flex ${editing ? 'flex' : 'hidden'}`}>
          {editing ? (
            <PromptEditor
              key={turn}
              prompt={prompt}
              onUnsaved={setUnsaved}
              onBack={() => leave(() => choose(null))}
              onSaved={(saved) => setChosen({ id: saved.id })}
              onRemove={(gone) => void remove(gone)}
            />
          ) : prompts?.length === 0 ? (
            <Empty />
          ) : (
            <p className="m-auto p-6 text-center text-quiet">{t('prompts_choose')}</p>
          )}
        </div>
      </div>
      <Confirm
        open={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t('prompt_unsaved')}
        about={t('prompt_unsaved_about')}
        action={t('discard')}
        onConfirm={() => {
          setUnsaved(false)
          leaving?.()
        }}
      />
    </Dialog>
  )
}
