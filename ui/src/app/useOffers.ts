// What the "/" menu of a message offers: the prompts of the library, the models, and a few commands of the page.
import { BookMarked, CircleQuestionMark, Cpu, Keyboard, Search, Settings2, SquarePen, TextQuote } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { usePrompts } from '../api/prompts'
import { useBranch, useModels } from '../api/queries'
import type { Prompt } from '../api/types'
import type { Offer } from '../features/composer'
import { answerWith, useAnswering } from '../features/models'
import { said } from '../shared/said'
import { tellError } from '../shared/toasts'
import { openPrompts } from './panels'
import { useActions } from './useActions'

const COMMANDS = [
  { name: 'new_thread', icon: SquarePen, also: 'new' },
  { name: 'search', icon: Search, also: 'search find' },
  { name: 'settings', icon: Settings2, also: 'settings' },
  { name: 'help', icon: CircleQuestionMark, also: 'help' },
  { name: 'shortcuts', icon: Keyboard, also: 'keys shortcuts' },
] as const

/** `onPrompt` must stay the same from drawing to drawing. */
export function useOffers(threadId: string | undefined, onPrompt: (prompt: Prompt) => void): Offer[] {
  const { t } = useTranslation()
  const { data: prompts } = usePrompts()
  const { data: models } = useModels()
  const thread = useBranch(threadId).data?.thread
  const answering = useAnswering(threadId)
  const actions = useActions()

  return useMemo(() => {
    const ofPrompts = (prompts ?? []).map((prompt): Offer => ({
      id: prompt.id,
      group: 'prompts',
      label: prompt.name,
      about: prompt.text,
      icon: TextQuote,
      choose: () => onPrompt(prompt),
    }))
    const usable = (models ?? []).filter(({ missing, purpose }) => !missing && purpose === 'chat')
    const ofModels = (usable.length > 1 ? usable : []).map((model): Offer => ({
      id: model.id,
      group: 'models',
      label: model.name,
      about: said(model.good_for) ?? model.good_for,
      also: 'model',
      icon: Cpu,
      current: model.id === answering?.id,
      choose: () => void answerWith(model, thread).catch(tellError),
    }))
    const commands = COMMANDS.map(({ name, icon, also }): Offer => ({
      id: name,
      group: 'commands',
      label: t(`shortcut.${name}`),
      also,
      icon,
      choose: actions[name],
    }))
    const manage: Offer = {
      id: 'prompts',
      group: 'commands',
      label: t('manage_prompts'),
      also: 'prompts',
      icon: BookMarked,
      choose: openPrompts,
    }
    return [...ofPrompts, ...ofModels, manage, ...commands]
  }, [t, prompts, models, thread, answering, actions, onPrompt])
}
