// System prompts under names: choose one, keep the present one, rename or delete one's own.
import { ChevronDown } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePersonas } from '../../api/queries'
import type { Persona } from '../../api/types'
import { tell, tellError } from '../../shared/toasts'
import { PersonaRow } from './PersonaRow'
import { SavePersona } from './SavePersona'

interface PersonasProps {
  /** What the model is told now. */
  text: string
  /** The same, if it is the thread's own. */
  own: string | null
  onChoose: (prompt: string | null) => Promise<void>
}

export function Personas({ text, own, onChoose }: PersonasProps) {
  const { t, i18n } = useTranslation()
  const { data: personas = [] } = usePersonas(i18n.language === 'de' ? 'de' : 'en')
  const [open, setOpen] = useState(false)
  const present = personas.find((one) => one.system_prompt === text)
  const name = present && text ? present.name : undefined

  const choose = async (persona: Persona) => {
    setOpen(false)
    try {
      await onChoose(persona.system_prompt)
    } catch (error) {
      return tellError(error)
    }
    // Words of one's own are not lost to a click beside.
    if (own && !present) {
      tell({ title: t('persona_chosen', { name: persona.name }), action: { label: t('undo'), run: () => void onChoose(own).catch(tellError) } })
    }
  }

  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label={name ? t('personas_chosen', { name }) : undefined}
        className="flex min-w-0 items-center gap-1 rounded-md px-2 py-1 text-quiet transition-colors hover:bg-raised hover:text-text data-[state=open]:bg-raised data-[state=open]:text-text"
      >
        <span className="truncate">{name ?? t('personas')}</span>
        <ChevronDown aria-hidden size={14} className="shrink-0" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          side="bottom"
          align="end"
          sideOffset={4}
          collisionPadding={12}
          aria-label={t('personas')}
          className="appear z-50 flex max-h-[min(30rem,70vh)] w-[min(18rem,calc(100vw-1.5rem))] flex-col rounded-lg border border-line bg-raised p-1 text-ui outline-none"
        >
          <ul className="min-h-0 flex-1 overflow-y-auto">
            {personas.map((persona) => (
              <PersonaRow
                key={persona.id}
                persona={persona}
                chosen={persona.id === present?.id}
                onChoose={() => void choose(persona)}
              />
            ))}
          </ul>
          {text.trim() !== '' && !present && <SavePersona text={text} personas={personas} />}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
