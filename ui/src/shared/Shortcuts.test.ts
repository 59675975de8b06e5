import { expect, it } from 'vitest'
import { shortcutOf } from './Shortcuts'

function press(key: string, more: KeyboardEventInit = { ctrlKey: true }): ReturnType<typeof shortcutOf> {
  return shortcutOf(new KeyboardEvent('keydown', { key, ...more }))
}

it.each([
  ['n', { ctrlKey: true }, 'new_thread'],
  ['O', { ctrlKey: true, shiftKey: true }, 'new_thread'],
  ['r', { ctrlKey: true }, 'retry'],
  ['k', { ctrlKey: true }, 'search'],
  [',', { ctrlKey: true }, 'settings'],
  ['/', { ctrlKey: true, shiftKey: true }, 'shortcuts'],
  ['F1', {}, 'help'],
  [' ', { ctrlKey: true, shiftKey: true, code: 'Space' }, 'pause'],
  [':', { ctrlKey: true, shiftKey: true, code: 'Semicolon' }, 'copy_code'],
] as const)('%s with %o', (key, more, wanted) => expect(press(key, more)).toBe(wanted))

it('leaves the browser what is not ours', () => {
  expect(press('c')).toBeNull()
  expect(press('R', { ctrlKey: true, shiftKey: true })).toBeNull()
  expect(press('n', {})).toBeNull()
  expect(press('F1')).toBeNull()
  expect(press(' ', { ctrlKey: true, code: 'Space' })).toBeNull()
  expect(press('F2', {})).toBeNull()
  expect(press('Delete', {})).toBeNull()
  expect(press('n', { ctrlKey: true, altKey: true })).toBeNull()
})
