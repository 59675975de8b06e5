// The variables of a prompt: {{name}} and {{name=default}} are asked for, {{date}} is known.

export interface Variable {
  name: string
  /** What it is unless the person writes something else. */
  preset: string
}

/** A prompt as words and the names of variables, in order. */
export type Piece = { words: string } | { name: string }

const VARIABLE = /\{\{[ \t]*([\p{L}_][\p{L}\p{M}\p{N}_ -]*?)[ \t]*(?:=([^{}]*))?\}\}/gu

/** Known without being asked for: what they come to is found out when the prompt is used. */
const KNOWN: Record<string, () => string> = {
  date: () => new Intl.DateTimeFormat(navigator.language, { dateStyle: 'long' }).format(new Date()),
}

/** The words of its own that {{clipboard}} is asked for with: nobody's clipboard is read unless they paste it. */
export const CLIPBOARD = 'clipboard'

function key(name: string): string {
  return name.toLowerCase().replaceAll(/\s+/g, ' ')
}

export function pieces(text: string): Piece[] {
  const found: Piece[] = []
  let end = 0
  for (const match of text.matchAll(VARIABLE)) {
    if (match.index > end) found.push({ words: text.slice(end, match.index) })
    found.push({ name: match[1] ?? '' })
    end = match.index + match[0].length
  }
  if (end < text.length) found.push({ words: text.slice(end) })
  return found
}

/** What has to be asked for before a prompt can be used: each once, with the first default that is given for it. */
export function variables(text: string): Variable[] {
  const asked = new Map<string, Variable>()
  for (const [, name = '', preset] of text.matchAll(VARIABLE)) {
    if (key(name) in KNOWN) continue
    const before = asked.get(key(name))
    if (!before) asked.set(key(name), { name, preset: preset?.trim() ?? '' })
    else if (!before.preset && preset) asked.set(key(name), { ...before, preset: preset.trim() })
  }
  return [...asked.values()]
}

/** The prompt with its variables filled in; `values` by name, what is not among them is empty. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  const known = new Map(Object.entries(values).map(([name, value]) => [key(name), value]))
  return pieces(text)
    .map((piece) => ('words' in piece ? piece.words : (known.get(key(piece.name)) ?? KNOWN[key(piece.name)]?.() ?? '')))
    .join('')
}
