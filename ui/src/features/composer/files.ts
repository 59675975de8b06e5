// Takes text files into a message, and says in plain words why it does not take another.
import type { DocumentPart } from '../../api/types'

export const LARGEST_FILE = 1_000_000
export const LARGEST_MESSAGE = 1_000_000

export type Refusal = 'too_large' | 'binary' | 'encoding' | 'unreadable'

export type Taken = { document: DocumentPart } | { refused: Refusal; name: string; size: number }

/** Reads a file whole, unless its size or its bytes speak against it. A file that is too large is never read. */
export async function take(file: File): Promise<Taken> {
  const refused = (refusal: Refusal): Taken => ({ refused: refusal, name: file.name, size: file.size })
  if (file.size > LARGEST_FILE) return refused('too_large')
  let content: ArrayBuffer
  try {
    content = await file.arrayBuffer()
  } catch {
    // A folder, or a file that has gone.
    return refused('unreadable')
  }
  if (new Uint8Array(content).includes(0)) return refused('binary')
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content)
    return { document: { kind: 'document', name: file.name.slice(-255), text } }
  } catch {
    return refused('encoding')
  }
}
