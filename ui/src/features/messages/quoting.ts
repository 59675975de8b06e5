// Words of a message as a quotation, and who takes it: the place where one writes, which another feature is.
import { createContext, use } from 'react'
import { BETWEEN_TEXTS, imagesOf, textOf, type Message } from '../../api/types'
import { i18n } from '../../shared/i18n'

export type OnQuote = (markdown: string) => void

export const Quoting = createContext<OnQuote | null>(null)

export function useQuote(): OnQuote | null {
  return use(Quoting)
}

/** The words as Markdown quotes them, and an empty line to write on. */
export function quoteOf(text: string): string {
  return `${text.trim().replace(/^(?!$)/gm, '> ').replace(/^$/gm, '>')}\n\n`
}

/** What a message says, as Markdown; its pictures are named before. */
export function markdownOf(message: Message): string {
  const pictures = imagesOf(message).map(({ name }) => i18n.t('pictures.named', { name }))
  return [pictures.join('\n'), textOf(message)].filter(Boolean).join(BETWEEN_TEXTS)
}
