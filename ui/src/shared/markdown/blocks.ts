// Cuts Markdown into its top-level blocks, so that while a reply grows only its last block is drawn again.
import { marked } from 'marked'
import remend from 'remend'

// A definition or a footnote speaks to other blocks: such a text stays in one piece.
const ACROSS_BLOCKS = /^ {0,3}\[[^\]\n]+\]:/m

export interface Block {
  text: string
  /** Where it begins in the whole. */
  at: number
}

export function blocksOf(text: string): Block[] {
  if (ACROSS_BLOCKS.test(text)) return [{ text, at: 0 }]
  let at = 0
  return marked
    .lexer(text, { gfm: true })
    .map(({ raw }) => ({ text: raw, at: (at += raw.length) - raw.length }))
    .filter((block) => block.text.trim() !== '')
}

/** Closes what is still open at the end of a growing text, so that a half-written `**bold` does not flicker. */
export function closed(block: string): string {
  return remend(block, { linkMode: 'text-only', katex: false })
}
