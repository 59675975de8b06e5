// Keys that are taken from the whole desktop, as the server names them: "Ctrl+Alt+Space".

const HELD = [
  ['ctrlKey', 'Ctrl'],
  ['altKey', 'Alt'],
  ['shiftKey', 'Shift'],
  ['metaKey', 'Super'],
] as const

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>

/** What was pressed; null where that is no key that can be taken, or too little: alone it would be missing elsewhere. */
export function everywhereKeys(event: Pressed): string | null {
  const held = HELD.filter(([name]) => event[name]).map(([, word]) => word)
  const enough = held.some((word) => word !== 'Shift')
  const key = named(event)
  return key && enough && held.length <= 3 ? [...held, key].join('+') : null
}

function named({ key, code }: Pressed): string | null {
  if (code === 'Space') return 'Space'
  // With Alt, a letter may come as another sign: then the place of the key tells.
  const letter = /^[a-z0-9]$/i.test(key) ? key.toUpperCase() : (/^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1] ?? null)
  return letter ?? (/^F([1-9]|1[0-2])$/.test(key) ? key : null)
}
