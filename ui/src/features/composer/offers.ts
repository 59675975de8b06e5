// What the "/" menu offers, and which of it answers to what was typed.
import type { LucideIcon } from 'lucide-react'

export const GROUPS = ['prompts', 'models', 'commands'] as const

export interface Offer {
  id: string
  group: (typeof GROUPS)[number]
  label: string
  /** What it is or does, quietly beside its name. */
  about?: string | undefined
  /** Other words that it answers to. */
  also?: string
  icon: LucideIcon
  /** It is what holds already. */
  current?: boolean
  choose: () => void
}

// A message that begins with a slash is a message after so many characters.
const LONGEST = 60

/** What is asked of the menu: the words between a slash at the start and the caret. Null when it is not asked. */
export function asked(text: string, caret: number): string | null {
  if (!text.startsWith('/') || caret < 1 || caret > LONGEST) return null
  const query = text.slice(1, caret)
  return /[\n/]/.test(query) || query.startsWith(' ') ? null : query
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

function wordsOf(text: string): string[] {
  return plain(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean)
}

/** The offers in which every word of the query begins a word, group by group; those whose name begins so first. */
export function matching(offers: readonly Offer[], query: string): Offer[] {
  const wanted = wordsOf(query)
  if (wanted.length === 0 && query.trim()) return []
  const begins = (offer: Offer) => plain(offer.label).startsWith(plain(query.trim()))
  const fits = offers.filter((offer) => {
    const words = wordsOf(`${offer.label} ${offer.also ?? ''}`)
    return wanted.every((word) => words.some((other) => other.startsWith(word)))
  })
  return GROUPS.flatMap((group) => {
    const own = fits.filter((offer) => offer.group === group)
    return [...own.filter(begins), ...own.filter((offer) => !begins(offer))]
  })
}
