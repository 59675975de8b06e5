import { describe, expect, it } from 'vitest'
import { everywhereKeys } from './everywhere'

const nothing = { key: '', code: '', ctrlKey: false, altKey: false, shiftKey: false, metaKey: false }
const pressed = (fields: Partial<typeof nothing>) => everywhereKeys({ ...nothing, ...fields })

describe('keys of the whole desktop', () => {
  it('are named in one order', () => {
    expect(pressed({ key: ' ', code: 'Space', altKey: true, ctrlKey: true })).toBe('Ctrl+Alt+Space')
    expect(pressed({ key: 'F5', code: 'F5', metaKey: true })).toBe('Super+F5')
    expect(pressed({ key: 'f', code: 'KeyF', ctrlKey: true, shiftKey: true })).toBe('Ctrl+Shift+F')
  })
  it('are known by their place when Alt changes the sign', () => {
    expect(pressed({ key: 'ƒ', code: 'KeyF', altKey: true })).toBe('Alt+F')
  })
  it('are never one alone, which would be missing everywhere', () => {
    expect(pressed({ key: 'f', code: 'KeyF' })).toBeNull()
    expect(pressed({ key: 'F', code: 'KeyF', shiftKey: true })).toBeNull()
    expect(pressed({ key: 'Control', code: 'ControlLeft', ctrlKey: true })).toBeNull()
    expect(pressed({ key: 'Enter', code: 'Enter', ctrlKey: true })).toBeNull()
  })
})
