// The variables of a prompt that was chosen, asked for one by one before it goes into the message.
import { X } from 'lucide-react'
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Prompt } from '../../api/types'
import { Button, IconButton } from '../../shared/Button'
import { useGrow } from '../../shared/useGrow'
import { CLIPBOARD, filled, variables, type Variable } from './variables'

interface FillFormProps {
  prompt: Prompt
  onInsert: (text: string) => void
  onCancel: () => void
}

export function FillForm({ prompt, onInsert, onCancel }: FillFormProps) {
  const { t } = useTranslation()
  const asked = variables(prompt.text)
  const [values, setValues] = useState(() => Object.fromEntries(asked.map(({ name, preset }) => [name, preset])))
  const title = useId()
  const box = useRef<HTMLDivElement>(null)
  const insert = () => onInsert(filled(prompt.text, values))

  useLayoutEffect(() => {
    const first = box.current?.querySelector('textarea')
    first?.focus()
    first?.select()
  }, [])

  // Not a form of its own: it stands in the one of the message.
  const pressed = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Escape') {
      event.preventDefault()
      onCancel()
    } else if (event.key === 'Enter' && !event.shiftKey && event.target instanceof HTMLTextAreaElement) {
      event.preventDefault()
      insert()
    }
  }

  return (
    // The keys are those of the fields within it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div ref={box} role="group" aria-labelledby={title} onKeyDown={pressed} className="appear border-b border-line px-4 pt-3 pb-4">
      <div className="flex items-center gap-2">
        <h2 id={title} className="min-w-0 flex-1 truncate font-medium">
          {prompt.name}
        </h2>
        <IconButton icon={X} label={t('cancel')} keys="Esc" size="small" onClick={onCancel} />
      </div>
      <div className="mt-2 grid max-h-[40vh] gap-3 overflow-y-auto p-0.5">
        {asked.map((variable) => (
          <Asked
            key={variable.name}
            variable={variable}
            value={values[variable.name] ?? ''}
            onChange={(value) => setValues({ ...values, [variable.name]: value })}
          />
        ))}
      </div>
      <div className="mt-3 flex items-center justify-end gap-3">
        <span aria-hidden className="min-w-0 flex-1 truncate text-small text-quiet pointer-coarse:hidden">
          {t('fill_keys')}
        </span>
        <Button kind="primary" onClick={insert}>
          {t('insert')}
        </Button>
      </div>
    </div>
  )
}

interface AskedProps {
  variable: Variable
  value: string
  onChange: (value: string) => void
}

function Asked({ variable, value, onChange }: AskedProps) {
  const { t } = useTranslation()
  const field = useRef<HTMLTextAreaElement>(null)
  const clipboard = variable.name.toLowerCase() === CLIPBOARD
  useGrow(field, value, 0.2)
  return (
    <label className="flex flex-col gap-1">
      <span className="text-small text-quiet">{clipboard ? t('from_clipboard') : variable.name}</span>
      <textarea
        ref={field}
        rows={1}
        value={value}
        placeholder={clipboard ? t('paste_here') : undefined}
        onChange={(event) => onChange(event.target.value)}
        className="block w-full resize-none rounded-md border border-edge bg-ground px-3 py-2 text-reply placeholder:text-quiet max-sm:text-base"
      />
    </label>
  )
}
