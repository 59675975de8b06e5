// What is looked for in a list of short texts: names of settings, of commands.
import { createContext, useContext } from 'react'

function wordsOf(text: string): string[] {
  const plain = text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss')
  return plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
}

/** Whether every word that is looked for is in the texts; short ones only where a word begins, as "on" is in much. */
export function fits(sought: string, ...texts: (string | undefined)[]): boolean {
  const there = wordsOf(texts.join(' '))
  return wordsOf(sought).every((word) => there.some((one) => one.startsWith(word) || (word.length > 2 && one.includes(word))))
}

interface Seeker {
  fits: (...texts: (string | undefined)[]) => boolean
  /** Told by each that fits; what it returns takes that back. */
  note: () => (() => void) | undefined
}

export const Sought = createContext<Seeker>({ fits: () => true, note: () => undefined })

export function useSought(): Seeker {
  return useContext(Sought)
}
