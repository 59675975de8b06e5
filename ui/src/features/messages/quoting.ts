// Words of a message as a quotation, and who takes it: the place where one writes, which another feature is.
import { createContext, use } from 'react'

export type OnQuote = (markdown: string) => void

export const Quoting = createContext<OnQuote | null>(null)

export function useQuote(): OnQuote | null {
  return use(Quoting)
}

/** The words as Markdown quotes them, and an empty line to write on. */
export function quoteOf(text: string): string {
  return `${text.trim().replace(/^(?!$)/gm, '> ').replace(/^$/gm, '>')}\n\n`
}
