// One persona in the list: chosen by its name; one's own can be renamed and deleted.
import { Check, Pencil, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changePersona, removePersona } from '../../api/personas'
import type { Persona } from '../../api/types'
import { IconButton } from '../../shared/Button'
import { tell, tellError } from '../../shared/toasts'

interface PersonaRowProps {
  persona: Persona
  chosen: boolean
  onChoose: () => void
}

export function PersonaRow({ persona, chosen, onChoose }: PersonaRowProps) {
  const { t } = useTranslation()
  const [renaming, setRenaming] = useState(false)
  const { id, name } = persona

  const remove = async () => {
    try {
      const back = await removePersona(persona)
      tell({ title: t('persona_deleted', { name }), action: { label: t('undo'), run: () => void back().catch(tellError) } })
    } catch (error) {
      tellError(error)
    }
  }

  if (renaming) return <Rename id={id} name={name} onDone={() => setRenaming(false)} />
  return (
    <li className="flex items-center rounded-md hover:bg-surface focus-within:bg-surface">
      <button
        type="button"
        aria-current={chosen}
        onClick={onChoose}
        title={persona.system_prompt.slice(0, 300) || undefined}
        className="flex min-w-0 flex-1 items-center gap-2.5 rounded-md px-3 py-1.5 text-start outline-offset-[-2px]"
      >
        <Check aria-hidden size={15} className={`shrink-0 text-ember ${chosen ? '' : 'invisible'}`} />
        <span className="truncate">{name}</span>
      </button>
      {!persona.bundled && (
        <>
          <IconButton icon={Pencil} label={t('rename_named', { name })} size="small" side="left" onClick={() => setRenaming(true)} />
          <IconButton icon={X} label={t('remove_named', { name })} size="small" side="left" className="me-1.5" onClick={() => void remove()} />
        </>
      )}
    </li>
  )
}

function Rename({ id, name, onDone }: { id: string; name: string; onDone: () => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState(name)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.select(), [])
  const rename = async () => {
    const wanted = text.trim()
    if (wanted && wanted !== name) await changePersona(id, { name: wanted })
    onDone()
  }
  return (
    <li>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void rename().catch(tellError)
        }}
      >
        <input
          ref={field}
          value={text}
          maxLength={80}
          aria-label={t('persona_name')}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            event.preventDefault()
            event.stopPropagation()
            onDone()
          }}
          onBlur={() => void rename().catch(onDone)}
          className="h-8 w-full rounded-md border border-edge bg-surface px-3"
        />
      </form>
    </li>
  )
}
