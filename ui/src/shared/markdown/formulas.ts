// Where formulas stand in Markdown: \(…\), \[…\], $$…$$, and $…$ where that is no money.
export interface Formula {
  start: number
  end: number
  tex: string
  /** On lines of its own, not among words. */
  display: boolean
  /** Its end is not written yet. */
  open: boolean
}

const CLOSE: Record<string, string> = { '\\(': '\\)', '\\[': '\\]', $$: '$$' }
const WORD = /[\p{L}\p{N}]/u
// A lone $ that is not closed yet begins a formula where such signs follow; else it may be a price.
const LIKE_TEX = /[\\^_{]/
const BLANK_LINE = /\n[ \t]*\n/
// What is not closed after so much was never meant as a formula.
const LONGEST = 4000

/** The formulas among the words of one block, in order; of a `growing` text, the last may be open. */
export function formulasIn(text: string, growing: boolean): Formula[] {
  const found: Formula[] = []
  let at = 0
  while (at < text.length) {
    const sign = text[at]
    if (sign === '`' || sign === '~') {
      at = afterCode(text, at, growing)
    } else if (sign === '\\' || sign === '$') {
      const formula = formulaAt(text, at, growing)
      if (formula) found.push(formula)
      at = formula ? formula.end : at + (sign === '\\' ? 2 : runAt(text, at))
    } else {
      at += 1
    }
  }
  return found
}

/** The formula that a block begins with and wholly is: how long it is in all, with the end of its line. */
export function formulaBlock(text: string, growing: boolean): (Formula & { length: number }) | null {
  const [indent = '', opening = ''] = /^ {0,3}(\$\$(?!\$)|\\\[)/.exec(text) ?? []
  if (!opening) return null
  const start = indent.length - 2
  const close = closeAt(text, start + 2, CLOSE[opening] ?? '')
  if (close < 0) {
    const open = growing && text.length < LONGEST
    return open ? { ...cutOut(text, start, 2, text.length, true, true), length: text.length } : null
  }
  const rest = /^[ \t]*(?:\n|$)/.exec(text.slice(close + 2))
  if (!rest || text.slice(start + 2, close).trim() === '') return null
  return { ...cutOut(text, start, 2, close + 2, true, false), length: close + 2 + rest[0].length }
}

function cutOut(text: string, start: number, marks: number, end: number, display: boolean, open: boolean): Formula {
  return { start, end, tex: text.slice(start + marks, open ? end : end - marks).trim(), display, open }
}

function formulaAt(text: string, at: number, growing: boolean): Formula | null {
  const opening = text.slice(at, at + 2)
  const closing = CLOSE[opening]
  if (!closing) return text[at] === '$' ? priceless(text, at, growing) : null
  if (opening === '$$' && text[at + 2] === '$') return null
  const display = opening !== '\\('
  const close = closeAt(text, at + 2, closing)
  const inside = text.slice(at + 2, close < 0 ? undefined : close)
  if (BLANK_LINE.test(inside) || (close >= 0 && inside.trim() === '')) return null
  if (close >= 0) return cutOut(text, at, 2, close + 2, display, false)
  return growing && inside.length < LONGEST ? cutOut(text, at, 2, text.length, display, true) : null
}

/** $…$ on one line, as Pandoc reads it: no space within the signs, no letter or digit at their outer side. */
function priceless(text: string, at: number, growing: boolean): Formula | null {
  if (WORD.test(text[at - 1] ?? '') || /\s|^$/.test(text[at + 1] ?? '')) return null
  for (let next = at + 1; next < text.length && text[next] !== '\n'; next += 1) {
    if (text[next] === '\\') {
      next += 1
    } else if (text[next] === '$') {
      const closes = !/\s/.test(text[next - 1] ?? '') && !/[$\p{L}\p{N}]/u.test(text[next + 1] ?? '')
      return closes ? cutOut(text, at, 1, next + 1, false, false) : null
    }
  }
  const rest = text.slice(at + 1)
  if (!growing || rest.includes('\n') || rest.length > LONGEST || !LIKE_TEX.test(rest)) return null
  return cutOut(text, at, 1, text.length, false, true)
}

/** Where the closing sign begins; a sign after a backslash is no sign. */
function closeAt(text: string, from: number, closing: string): number {
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith(closing, at)) return at
    if (text[at] === '\\') at += 1
  }
  return -1
}

function runAt(text: string, at: number): number {
  let end = at
  while (text[end] === text[at]) end += 1
  return end - at
}

/** Behind code; one that is not closed goes on to the end while the text grows. */
function afterCode(text: string, at: number, growing: boolean): number {
  const run = runAt(text, at)
  const sign = text[at] ?? ''
  const fence = run >= 3 && /(?:^|\n)[ \t>]*(?:[-*+] |\d+[.)] )?[ \t]*$/.test(text.slice(Math.max(0, at - 80), at))
  if (sign === '~' && !fence) return at + run
  const end = fence
    ? new RegExp(`\\n[ \\t>]*\\${sign}{${run},}[ \\t]*(?=\\n|$)`, 'g')
    : new RegExp(`(?<!\`)\`{${run}}(?!\`)`, 'g')
  end.lastIndex = at + run
  const match = end.exec(text)
  if (match) return match.index + match[0].length
  return fence || growing ? text.length : at + run
}
