// The keys that do something, as one list that people may change: what listens to them and what shows them read the same.
import { create } from 'zustand'
import type { Settings } from '../api/types'
import { COMMAND } from './format'
import { i18n } from './i18n'

interface Own {
  group: Group
  /** Keys pressed together, as settings keep them: "Mod" is Ctrl, or ⌘ on a Mac. */
  keys: readonly string[]
}

export const GROUPS = ['threads', 'replies', 'writing', 'fireside'] as const
export type Group = (typeof GROUPS)[number]

export const SHORTCUTS = {
  new_thread: { group: 'threads', keys: ['Mod+N', 'Mod+Shift+O'] },
  search: { group: 'threads', keys: ['Mod+K'] },
  sidebar: { group: 'threads', keys: ['Mod+B'] },
  inspector: { group: 'threads', keys: ['Mod+I'] },
  models: { group: 'threads', keys: ['Mod+Shift+M'] },
  copy_reply: { group: 'replies', keys: ['Mod+Shift+C'] },
  copy_code: { group: 'replies', keys: ['Mod+Shift+;'] },
  retry: { group: 'replies', keys: ['Mod+R'] },
  pause: { group: 'replies', keys: ['Mod+Shift+Space'] },
  settings: { group: 'fireside', keys: ['Mod+,'] },
  help: { group: 'fireside', keys: ['F1'] },
  shortcuts: { group: 'fireside', keys: ['Mod+/'] },
} as const satisfies Record<string, Own>

export type Shortcut = keyof typeof SHORTCUTS
export type Changed = Settings['shortcuts']

export const NAMES = Object.keys(SHORTCUTS) as Shortcut[]

/** Keys that are what they are everywhere, shown beside the others. */
export const FIXED = {
  send: { group: 'writing', keys: ['Enter'] },
  newline: { group: 'writing', keys: ['Shift+Enter'] },
  stop: { group: 'replies', keys: ['Esc'] },
} as const satisfies Record<string, Own>

/** What the person changed, as the settings last said. */
export const useChanged = create<{ changed: Changed }>(() => ({ changed: {} }))

export function keysOf(name: Shortcut, changed: Changed = useChanged.getState().changed): readonly string[] {
  return changed?.[name] ?? SHORTCUTS[name].keys
}

// What these keys write differs from keyboard to keyboard, or is not to be seen.
const BY_PLACE: Record<string, string> = { Semicolon: ';', Space: 'Space' }
const ALONE = /^F\d+$/
const MODIFIERS: ReadonlySet<string> = new Set(['Control', 'Meta', 'Shift', 'Alt', 'AltGraph', 'CapsLock', 'Fn'])

function keyOf(event: KeyboardEvent): string {
  const placed = BY_PLACE[event.code]
  if (placed) return placed
  // On a Cyrillic or Greek keyboard the letters of shortcuts are those printed beside its own.
  if (/^\P{ASCII}$/u.test(event.key) && event.code.startsWith('Key')) return event.code.slice(3)
  return event.key.length === 1 ? event.key.toUpperCase() : event.key
}

/** The keys as settings keep them; null while only half of them is pressed, or with a key that must not stand alone. */
export function pressedKeys(event: KeyboardEvent): string | null {
  if (MODIFIERS.has(event.key) || event.altKey) return null
  const command = COMMAND === '⌘' ? event.metaKey : event.ctrlKey
  if (command && COMMAND === '⌘' && event.ctrlKey) return null
  const key = keyOf(event)
  if (!command && !ALONE.test(key)) return null
  // "/" needs Shift on many keyboards, so that Shift counts only for letters and keys that write nothing.
  const shift = event.shiftKey && (/^\p{L}$/u.test(key) || key.length > 1 || key === ';')
  return [command && 'Mod', shift && 'Shift', key].filter(Boolean).join('+')
}

/** Which shortcut these keys are, if any. */
export function shortcutOf(event: KeyboardEvent, changed?: Changed): Shortcut | null {
  const keys = pressedKeys(event)
  return keys ? (NAMES.find((name) => keysOf(name, changed).includes(keys)) ?? null) : null
}

// Without these one cannot write, or the browser and the window keep them for themselves.
const KEPT = /^(?:Mod\+(?:Shift\+)?(?:[ACVXZ]|Backspace|Delete|Enter|Tab|Home|End|Arrow\w+|[QTW0=+-])|Mod\+Y|F2|F5|F11|F12|F1[3-9]|F2\d)$/

/** Why a command cannot have these keys: another's, or kept for writing and the window; null when it can. */
export function refusal(keys: string, name: Shortcut, changed: Changed): Shortcut | 'kept' | null {
  if (KEPT.test(keys) && !(SHORTCUTS[name].keys as readonly string[]).includes(keys)) return 'kept'
  return NAMES.find((other) => other !== name && keysOf(other, changed).includes(keys)) ?? null
}

const ON_MAC: Record<string, string> = { Mod: '⌘', Shift: '⇧' }

/** The keys as they are printed: "Ctrl+Shift+C", "⌘⇧C". */
export function shown(keys: string): string {
  const each = keys.split('+').map((key) => {
    if (COMMAND === '⌘' && ON_MAC[key]) return ON_MAC[key]
    if (key === 'Mod') return i18n.t('key.command')
    if (key === 'Shift') return i18n.t('key.shift')
    return key === 'Space' ? i18n.t('key.space') : key
  })
  return each.join(COMMAND === '⌘' ? '' : '+')
}

/** The first keys of a command, for the hint of a button; none when it has none. */
export function useKeys(name: Shortcut | undefined): string | undefined {
  const changed = useChanged((state) => state.changed)
  const keys = name && keysOf(name, changed)[0]
  return keys && shown(keys)
}
