// Takes text files into a message, and says in plain words why it does not take another.
import type { DocumentPart } from '../../api/types'

export const LARGEST_FILE = 1_000_000
export const LARGEST_MESSAGE = 1_000_000

type Refusal =
  | 'too_large' | 'office' | 'empty' | 'same' | 'binary' | 'encoding' | 'unreadable' | 'undrawable' | 'too_many' | 'unstored'

export interface Refused {
  refused: Refusal
  name: string
  /** Of the file and of the largest that is taken, in bytes. */
  size: number
  limit: number
  /** What the server said. */
  why?: string
}

export type Taken = { document: DocumentPart } | Refused

// What people try often, and deserve a word of its own about.
const OFFICE = /\.(?:pdf|docx?|odt|xlsx?|ods|pptx?|odp|pages|numbers|epub)$/i

/** Reads a file whole, unless its kind, its size or its bytes speak against it; one that is too large is never read. */
export async function take(file: File): Promise<Taken> {
  const refused = (refusal: Refusal): Refused => ({ refused: refusal, name: file.name, size: file.size, limit: LARGEST_FILE })
  if (OFFICE.test(file.name)) return refused('office')
  if (file.size > LARGEST_FILE) return refused('too_large')
  let content: ArrayBuffer
  try {
    content = await file.arrayBuffer()
  } catch {
    // A folder, or a file that has gone.
    return refused('unreadable')
  }
  if (content.byteLength === 0) return refused('empty')
  if (new Uint8Array(content).includes(0)) return refused('binary')
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content)
    return { document: { kind: 'document', name: file.name.slice(-255), text } }
  } catch {
    return refused('encoding')
  }
}

/** The document under a name that none of the others has; null when it is there already, word for word. */
export function named(document: DocumentPart, others: readonly DocumentPart[]): DocumentPart | null {
  if (others.some(({ name, text }) => name === document.name && text === document.text)) return null
  return { ...document, name: freeName(document.name, others) }
}

/** The name, or with a number after it, so that none of the others has it. */
export function freeName(wanted: string, others: readonly { name: string }[]): string {
  const taken = new Set(others.map(({ name }) => name))
  const [, stem = wanted, ending = ''] = /^(.+?)(\.[^.]*)?$/su.exec(wanted) ?? []
  let name = wanted
  for (let number = 2; taken.has(name); number += 1) name = `${stem.slice(0, 230)} (${number})${ending}`
  return name
}
