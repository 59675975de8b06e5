// What the server says, in the person's language. It speaks English; the table holds each of its sentences, with {} where
// something is put in. What is put in may be such a sentence itself. A sentence that is not in the table is left as it is.
import { i18n } from './i18n'

type Table = Readonly<Record<string, string>>
type Pattern = { fits: RegExp; form: string }

const compiled = new WeakMap<Table, readonly Pattern[]>()

/** One or more sentences in the person's language; undefined when the table does not know all of them. */
export function said(sentences: string): string | undefined {
  if (i18n.language === 'en') return sentences
  const table = i18n.getResourceBundle(i18n.language, 'said') as Table
  const whole = told(table, sentences)
  if (whole !== undefined) return whole
  const each = sentences.split(/(?<=[.?!]) (?=\p{Lu})/u).map((sentence) => told(table, sentence))
  return each.includes(undefined) ? undefined : each.join(' ')
}

function told(table: Table, sentence: string): string | undefined {
  const whole = sentence.trim()
  if (Object.hasOwn(table, whole)) return sentence.replace(whole, () => table[whole]!)
  for (const { fits, form } of patterns(table)) {
    const found = fits.exec(whole)
    if (found) return form.replace(/\{(\d)\}/g, (_, slot: string) => within(table, found[Number(slot) + 1]!))
  }
  return undefined
}

function within(table: Table, piece: string): string {
  if (/^\d+\.\d$/.test(piece)) return Number(piece).toLocaleString(i18n.language, { minimumFractionDigits: 1 })
  return /^\w.* .*[.?!]\s*$/s.test(piece) ? (told(table, piece) ?? piece) : piece
}

/** Those with the most words of their own first: they say best what was meant. */
function patterns(table: Table): readonly Pattern[] {
  let known = compiled.get(table)
  if (!known) {
    known = Object.entries(table)
      .filter(([english]) => english.includes('{}'))
      .toSorted(([one], [other]) => other.length - one.length)
      .map(([english, form]) => ({ fits: new RegExp(`^${english.split('{}').map(escaped).join('(.*?)')}$`, 's'), form }))
    compiled.set(table, known)
  }
  return known
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
}
