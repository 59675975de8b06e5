// Places in a text as the server counts them, in characters (code points); strings here count UTF-16 units.

/** Where the character of that number begins in the string. */
export function unitOf(text: string, character: number): number {
  let unit = 0
  for (let count = 0; count < character && unit < text.length; count += 1) {
    unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1
  }
  return unit
}

/** The number of the character that begins there, or that the place lies within. */
export function characterOf(text: string, unit: number): number {
  let count = 0
  for (let at = 0; at < unit && at < text.length; count += 1) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
  return count
}
