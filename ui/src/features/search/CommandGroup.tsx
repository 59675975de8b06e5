// The commands that fit, each with its keys, as the first group of what was found.
import { useTranslation } from 'react-i18next'
import { idOfCommand, type Command } from './commands'
import { Option } from './Option'

interface CommandGroupProps {
  commands: readonly Command[]
  active: string | undefined
  onActive: (id: string) => void
  onRun: (command: Command) => void
}

export function CommandGroup({ commands, active, onActive, onRun }: CommandGroupProps) {
  const { t } = useTranslation()
  if (commands.length === 0) return null
  return (
    <div role="group" aria-label={t('commands')}>
      <div aria-hidden className="px-3 pt-1.5 pb-0.5 text-small font-medium text-quiet">
        {t('commands')}
      </div>
      {commands.map((command) => (
        <Option
          key={command.id}
          id={idOfCommand(command)}
          active={active}
          onActive={onActive}
          onOpen={() => onRun(command)}
        >
          <span className="flex items-baseline justify-between gap-3">
            <span className="min-w-0 truncate text-text">{command.title}</span>
            {command.keys && <kbd className="shrink-0 font-sans text-small pointer-coarse:hidden">{command.keys}</kbd>}
          </span>
        </Option>
      ))}
    </div>
  )
}
