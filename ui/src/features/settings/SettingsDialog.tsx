// The settings: a list of places on the left, one of them on the right, and a field that finds any setting in all of them.
import { Search } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { useRef, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../shared/Dialog'
import { PHONE, useMedia } from '../../shared/useMedia'
import { Hits } from './Hits'
import { PLACES, type Place } from './names'
import { CONTENT, ICONS } from './places'

interface SettingsDialogProps {
  place: Place
  /** What is looked for. */
  find: string
  onPlace: (place: Place) => void
  onFind: (find: string) => void
  onClose: () => void
}

const CONTROL = '[data-row] :is(input:checked, input:not([type=radio]), button, select, textarea, [role=slider]):not(:disabled)'

export function SettingsDialog({ place, find, onPlace, onFind, onClose }: SettingsDialogProps) {
  const { t } = useTranslation()
  const phone = useMedia(PHONE)
  const body = useRef<HTMLDivElement>(null)
  const seeking = find.trim() !== ''

  const pressed = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing || (event.key !== 'ArrowDown' && event.key !== 'Enter')) return
    event.preventDefault()
    body.current?.querySelector<HTMLElement>(CONTROL)?.focus()
  }

  return (
    <Dialog open onClose={onClose} title={t('settings')} size="wide">
      <div className="px-5 pb-3">
        <div className="flex items-center gap-2 rounded-md border border-line bg-surface px-3 focus-within:border-edge">
          <Search aria-hidden size={15} className="shrink-0 text-quiet" />
          <input
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- on a phone it would open the keyboard over the settings
            autoFocus={!phone}
            data-first={!phone || undefined}
            type="search"
            aria-label={t('settings_find')}
            placeholder={t('settings_find')}
            autoComplete="off"
            spellCheck={false}
            value={find}
            onChange={(event) => onFind(event.target.value)}
            onKeyDown={pressed}
            className="h-9 min-w-0 flex-1 appearance-none bg-transparent outline-none [&::-webkit-search-cancel-button]:hidden placeholder:text-quiet pointer-coarse:h-11"
          />
        </div>
      </div>
      <Tabs.Root
        // While something is looked for, none of the places is the one that is shown.
        value={seeking ? '' : place}
        onValueChange={(next) => {
          onFind('')
          onPlace(next as Place)
        }}
        activationMode="manual"
        orientation={phone ? 'horizontal' : 'vertical'}
        className="flex min-h-0 flex-1 flex-col border-t border-line md:flex-row"
      >
        <Tabs.List
          aria-label={t('settings')}
          className="flex shrink-0 gap-1 overflow-x-auto border-line p-2 max-md:border-b md:w-44 md:flex-col md:border-e md:p-3"
        >
          {PLACES.map((name) => {
            const Icon = ICONS[name]
            return (
              <Tabs.Trigger
                key={name}
                value={name}
                className="flex shrink-0 items-center gap-2.5 rounded-md px-2.5 py-1.5 text-start text-quiet transition-colors hover:text-text data-[state=active]:bg-raised data-[state=active]:text-text"
              >
                <Icon aria-hidden size={16} strokeWidth={1.75} />
                {t(`place.${name}`)}
              </Tabs.Trigger>
            )
          })}
        </Tabs.List>
        <div ref={body} className="flex min-h-0 min-w-0 flex-1 flex-col">
          {seeking && <Hits find={find} />}
          {PLACES.map((name) => {
            const Content = CONTENT[name]
            return (
              <Tabs.Content
                key={name}
                value={name}
                className="min-h-0 flex-1 overflow-y-auto px-5 py-1 outline-offset-[-2px]"
              >
                <Content />
              </Tabs.Content>
            )
          })}
        </div>
      </Tabs.Root>
    </Dialog>
  )
}
