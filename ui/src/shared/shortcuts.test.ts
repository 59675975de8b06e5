import { describe, expect, it } from 'vitest'
import en from './i18n/en.json'
import { FIXED, keysOf, NAMES, pressedKeys, refusal, SHORTCUTS, shortcutOf, shown } from './shortcuts'

const event = (key: string, more: KeyboardEventInit = { ctrlKey: true }) => new KeyboardEvent('keydown', { key, ...more })

describe('keys', () => {
  it.each([
    ['n', { ctrlKey: true }, 'new_thread'],
    ['O', { ctrlKey: true, shiftKey: true }, 'new_thread'],
    ['r', { ctrlKey: true }, 'retry'],
    ['к', { ctrlKey: true, code: 'KeyR' }, 'retry'],
    ['k', { ctrlKey: true }, 'search'],
    [',', { ctrlKey: true }, 'settings'],
    ['/', { ctrlKey: true, shiftKey: true }, 'shortcuts'],
    ['F1', {}, 'help'],
    [' ', { ctrlKey: true, shiftKey: true, code: 'Space' }, 'pause'],
    [':', { ctrlKey: true, shiftKey: true, code: 'Semicolon' }, 'copy_code'],
  ] as const)('%s with %o', (key, more, wanted) => expect(shortcutOf(event(key, more))).toBe(wanted))

  it('leaves the browser what is not ours', () => {
    expect(shortcutOf(event('c'))).toBeNull()
    expect(shortcutOf(event('R', { ctrlKey: true, shiftKey: true }))).toBeNull()
    expect(shortcutOf(event('n', {}))).toBeNull()
    expect(shortcutOf(event('F1'))).toBeNull()
    expect(shortcutOf(event(' ', { ctrlKey: true, code: 'Space' }))).toBeNull()
    expect(shortcutOf(event('F2', {}))).toBeNull()
    expect(shortcutOf(event('Delete', {}))).toBeNull()
    expect(shortcutOf(event('n', { ctrlKey: true, altKey: true }))).toBeNull()
  })

  it('takes those that the person chose in the place of its own', () => {
    const changed = { search: ['Mod+Shift+F', 'F3'], retry: [] }
    expect(shortcutOf(event('F', { ctrlKey: true, shiftKey: true }), changed)).toBe('search')
    expect(shortcutOf(event('F3', {}), changed)).toBe('search')
    expect(shortcutOf(event('k'), changed)).toBeNull()
    expect(shortcutOf(event('r'), changed)).toBeNull()
  })

  it('never lets a bare key do anything, and waits while only half is pressed', () => {
    for (const key of ['Delete', 'Backspace', 'a', 'Enter', ' ']) expect(pressedKeys(event(key, {}))).toBeNull()
    expect(pressedKeys(event('A', { shiftKey: true }))).toBeNull()
    expect(pressedKeys(event('Control'))).toBeNull()
    expect(pressedKeys(event('1', { ctrlKey: true, shiftKey: true }))).toBe('Mod+1')
  })
})

describe('a choice of keys', () => {
  it('is refused when another command has them, or writing and the window need them', () => {
    expect(refusal('Mod+B', 'search', {})).toBe('sidebar')
    expect(refusal('Mod+B', 'search', { sidebar: [] })).toBeNull()
    expect(refusal('Mod+J', 'search', {})).toBeNull()
    expect(refusal('Mod+K', 'search', {})).toBeNull()
    for (const keys of ['Mod+C', 'Mod+V', 'Mod+Delete', 'Mod+Backspace', 'Mod+W', 'F5', 'Mod+Shift+Z', 'Mod+ArrowLeft'])
      expect([keys, refusal(keys, 'retry', {})]).toEqual([keys, 'kept'])
    expect(refusal('Mod+Shift+C', 'copy_reply', { copy_reply: ['Mod+J'] })).toBeNull()
  })
})

it('no two commands have the same keys, and each has a name and words', () => {
  const all = NAMES.flatMap((name) => keysOf(name, {}))
  expect(new Set(all).size).toBe(all.length)
  expect(Object.keys(en.shortcut).toSorted()).toEqual([...NAMES, ...Object.keys(FIXED)].toSorted())
  expect(Object.values(SHORTCUTS).every(({ keys }) => keys.length > 0)).toBe(true)
})

it('shows keys as they are printed', () => {
  expect(shown('Mod+Shift+C')).toBe('Ctrl+Shift+C')
  expect(shown('Mod+Shift+Space')).toBe('Ctrl+Shift+Space')
  expect(shown('F1')).toBe('F1')
})
