// One prompt: its name, its words, and what will be asked for when it is used.
import { ArrowLeft, Trash2 } from 'lucide-react'
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Refused } from '../../api/client'
import { prompts as library } from '../../api/prompts'
import type { Prompt } from '../../api/types'
import { Button, IconButton } from '../../shared/Button'
import { shown } from '../../shared/shortcuts'
import { words } from '../../shared/words'
import { variables } from './variables'

interface PromptEditorProps {
  /** None while it is yet to be made. */
  prompt: Prompt | undefined
  onUnsaved: (unsaved: boolean) => void
  onBack: () => void
  onSaved: (prompt: Prompt) => void
  onRemove: (prompt: Prompt) => void
}

const LONGEST_NAME = 80

export function PromptEditor({ prompt, onUnsaved, onBack, onSaved, onRemove }: PromptEditorProps) {
  const { t } = useTranslation()
  const [name, setName] = useState(prompt?.name ?? '')
  const [text, setText] = useState(prompt?.text ?? '')
  const [refused, setRefused] = useState('')
  const first = useRef<HTMLInputElement>(null)
  const [hint, problem] = [useId(), useId()]
  const unsaved = name !== (prompt?.name ?? '') || text !== (prompt?.text ?? '')
  const ready = unsaved && name.trim() !== '' && text.trim() !== ''
  const asked = variables(text)

  useEffect(() => onUnsaved(unsaved), [onUnsaved, unsaved])
  useLayoutEffect(() => {
    if (!prompt) first.current?.focus()
  }, [prompt])

  const save = async () => {
    if (!ready) return
    try {
      const saved = prompt ? await library.change(prompt.id, name, text) : await library.create(name, text)
      setName(saved.name)
      onSaved(saved)
      setRefused('')
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      const { title, about } = error.problem.type === 'conflict' ? { title: t('prompt_name_taken'), about: '' } : words(error.problem)
      setRefused([title, about].filter(Boolean).join(' '))
    }
  }

  return (
    <form
      aria-label={prompt?.name ?? t('new_prompt')}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      className="flex min-h-0 flex-1 flex-col gap-3 p-4"
    >
      <div className="flex items-end gap-2">
        <IconButton icon={ArrowLeft} label={t('back')} onClick={onBack} className="sm:hidden" />
        <label className="flex min-w-0 flex-1 flex-col gap-1.5">
          <span className="font-medium">{t('prompt_name')}</span>
          <input
            ref={first}
            value={name}
            maxLength={LONGEST_NAME}
            aria-invalid={refused !== ''}
            aria-describedby={refused ? problem : undefined}
            onChange={(event) => setName(event.target.value)}
            className="h-9 rounded-md border border-edge bg-surface px-3"
          />
        </label>
      </div>
      <label className="flex min-h-40 flex-1 flex-col gap-1.5">
        <span className="font-medium">{t('prompt_text')}</span>
        <textarea
          value={text}
          maxLength={100_000}
          aria-describedby={hint}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault()
              void save()
            }
          }}
          className="min-h-0 flex-1 resize-none rounded-md border border-edge bg-surface px-3 py-2 text-reply"
        />
      </label>
      <p id={hint} className="text-small text-quiet">
        {asked.length > 0
          ? t('prompt_asks', { names: asked.map((one) => (one.preset ? `${one.name} (${one.preset})` : one.name)).join(', ') })
          : t('prompt_variables', { name: '{{name}}', preset: '{{name=Alex}}', date: '{{date}}', clipboard: '{{clipboard}}' })}
      </p>
      {refused && (
        <p id={problem} role="alert">
          {refused}
        </p>
      )}
      <div className="flex items-center gap-2">
        {prompt && (
          <Button kind="quiet" onClick={() => onRemove(prompt)}>
            <Trash2 aria-hidden size={14} />
            {t('delete')}
          </Button>
        )}
        <span className="flex-1" />
        <span aria-hidden className="text-small text-quiet pointer-coarse:hidden">
          {shown('Mod+Enter')}
        </span>
        <Button kind="primary" type="submit" disabled={!ready}>
          {t('save')}
        </Button>
      </div>
    </form>
  )
}
