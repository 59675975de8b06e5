// Cuts Markdown into its top-level blocks, so that while a reply grows only its last block is drawn again.
import { marked } from 'marked'
import remend from 'remend'

// A definition or a footnote speaks to other blocks: such a text stays in one piece.
const ACROSS_BLOCKS = /^ {0,3}\[[^\]\n]+\]:/m

export function blocksOf(text: string): string[] {
  if (ACROSS_BLOCKS.test(text)) return [text]
  return marked
    .lexer(text, { gfm: true })
    .map((token) => token.raw)
    .filter((raw) => raw.trim() !== '')
}

/** Closes what is still open at the end of a growing text, so that a half-written `**bold` does not flicker. */
export function closed(block: string): string {
  return remend(block, { linkMode: 'text-only', katex: false })
}
