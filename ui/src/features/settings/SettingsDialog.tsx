// The settings: a list of places on the left, one of them on the right.
import { AudioLines, Cpu, HardDrive, Info, ShieldCheck, SlidersHorizontal, type LucideIcon } from 'lucide-react'
import { Tabs } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../shared/Dialog'
import { PHONE, useMedia } from '../../shared/useMedia'
import { About } from './About'
import { General } from './General'
import { ModelSettings } from './ModelSettings'
import { Privacy } from './Privacy'
import { Storage } from './Storage'
import { VoiceSettings } from './VoiceSettings'

const PLACES = ['general', 'model', 'voice', 'privacy', 'storage', 'about'] as const
export type Place = (typeof PLACES)[number]

const ICONS: Record<Place, LucideIcon> = {
  general: SlidersHorizontal,
  model: Cpu,
  voice: AudioLines,
  privacy: ShieldCheck,
  storage: HardDrive,
  about: Info,
}

const CONTENT: Record<Place, () => ReactNode> = {
  general: General,
  model: ModelSettings,
  voice: VoiceSettings,
  privacy: Privacy,
  storage: Storage,
  about: About,
}

interface SettingsDialogProps {
  place: Place
  onPlace: (place: Place) => void
  onClose: () => void
}

export function SettingsDialog({ place, onPlace, onClose }: SettingsDialogProps) {
  const { t } = useTranslation()
  const phone = useMedia(PHONE)
  return (
    <Dialog open onClose={onClose} title={t('settings')} size="wide">
      <Tabs.Root
        value={place}
        onValueChange={(next) => onPlace(next as Place)}
        orientation={phone ? 'horizontal' : 'vertical'}
        className="flex min-h-0 flex-1 flex-col border-t border-line md:flex-row"
      >
        <Tabs.List
          aria-label={t('settings')}
          className="flex shrink-0 gap-1 overflow-x-auto border-line p-2 max-md:border-b md:w-44 md:flex-col md:border-r md:p-3"
        >
          {PLACES.map((name) => {
            const Icon = ICONS[name]
            return (
              <Tabs.Trigger
                key={name}
                value={name}
                className="flex shrink-0 items-center gap-2.5 rounded-md px-2.5 py-1.5 text-left text-quiet transition-colors hover:text-text data-[state=active]:bg-raised data-[state=active]:text-text"
              >
                <Icon aria-hidden size={16} strokeWidth={1.75} />
                {t(`place.${name}`)}
              </Tabs.Trigger>
            )
          })}
        </Tabs.List>
        {PLACES.map((name) => {
          const Content = CONTENT[name]
          return (
            <Tabs.Content key={name} value={name} className="min-h-0 flex-1 overflow-y-auto px-5 py-1 outline-offset-[-2px]">
              <Content />
            </Tabs.Content>
          )
        })}
      </Tabs.Root>
    </Dialog>
  )
}
