// What stands in each place of the settings.
import { AudioLines, Cpu, HardDrive, Info, Keyboard, ShieldCheck, SlidersHorizontal, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { About } from './About'
import { General } from './General'
import { ModelSettings } from './ModelSettings'
import type { Place } from './names'
import { Privacy } from './Privacy'
import { ShortcutSettings } from './ShortcutSettings'
import { Storage } from './Storage'
import { VoiceSettings } from './VoiceSettings'

export const ICONS: Record<Place, LucideIcon> = {
  general: SlidersHorizontal,
  model: Cpu,
  voice: AudioLines,
  keys: Keyboard,
  privacy: ShieldCheck,
  storage: HardDrive,
  about: Info,
}

/** Each is made of `Row`s: what is no row is not found, and not shown while something is looked for. */
export const CONTENT: Record<Place, () => ReactNode> = {
  general: General,
  model: ModelSettings,
  voice: VoiceSettings,
  keys: ShortcutSettings,
  privacy: Privacy,
  storage: Storage,
  about: About,
}
