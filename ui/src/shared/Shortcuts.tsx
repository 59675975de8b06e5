// The keys that do something, as one list: what listens to them and what shows them read the same.
import { useTranslation } from 'react-i18next'
import { COMMAND, keysOf } from './format'

export const SHORTCUTS = {
  new_thread: [['N'], ['Shift', 'O']],
  search: [['K']],
  sidebar: [['B']],
  settings: [[',']],
  help: [['F1']],
  shortcuts: [['/']],
  copy_reply: [['Shift', 'C']],
  copy_code: [['Shift', ';']],
  retry: [['R']],
  pause: [['Shift', 'Space']],
} as const satisfies Record<string, readonly (readonly string[])[]>

// A function key stands alone, every other key goes with Ctrl or ⌘.
const FUNCTION_KEY = /^F\d+$/

// What these keys write differs from keyboard to keyboard, or is not to be seen.
const BY_PLACE: Record<string, string> = { Semicolon: ';', Space: 'Space' }

export type Shortcut = keyof typeof SHORTCUTS

/** Which shortcut these keys are, if any. */
export function shortcutOf(event: KeyboardEvent): Shortcut | null {
  const command = COMMAND === '⌘' ? event.metaKey : event.ctrlKey
  if (command === FUNCTION_KEY.test(event.key) || event.altKey) return null
  const key = BY_PLACE[event.code] ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key)
  for (const [name, ways] of Object.entries(SHORTCUTS)) {
    for (const way of ways as readonly (readonly string[])[]) {
      // "/" needs Shift on many keyboards, so that Shift counts only for letters.
      const shift = way.includes('Shift')
      const letter = /^(?:[A-Z;]|Space)$/.test(way.at(-1) ?? '')
      if (way.at(-1) === key && (!letter || event.shiftKey === shift)) return name as Shortcut
    }
  }
  return null
}

export function ShortcutTable() {
  const { t } = useTranslation()
  const rows: [string, string[]][] = [
    [t('shortcut.send'), ['Enter']],
    [t('shortcut.newline'), [t('key.shift_enter')]],
    [t('shortcut.stop'), ['Esc']],
    ...Object.entries(SHORTCUTS).map(([name, ways]): [string, string[]] => [
      t(`shortcut.${name as Shortcut}`),
      (ways as readonly (readonly string[])[]).map((way) => (FUNCTION_KEY.test(way.join('')) ? way.join('') : keysOf(...way.map((key) => (key === 'Space' ? t('key.space') : key))))),
    ]),
  ]
  return (
    <dl className="grid grid-cols-[1fr_auto] gap-x-6 gap-y-2">
      {rows.map(([what, ways]) => (
        <div key={what} className="contents">
          <dt className="text-quiet">{what}</dt>
          <dd className="flex justify-end gap-1.5">
            {ways.map((way) => (
              <kbd key={way} className="rounded-sm border border-line bg-surface px-1.5 font-sans text-small leading-5">
                {way}
              </kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  )
}
