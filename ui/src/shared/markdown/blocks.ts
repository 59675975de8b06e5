// Cuts Markdown into its top-level blocks, so that while a reply grows only its last block is drawn again.
import { Marked } from 'marked'
import remend from 'remend'
import { formulaBlock, formulasIn, type Formula } from './formulas'

// A definition or a footnote speaks to other blocks: such a text stays in one piece.
const ACROSS_BLOCKS = /^ {0,3}\[[^\]\n]+\]:/m

export interface Block {
  text: string
  /** The formula that it is, if it is one. */
  formula?: Formula
  /** Where it begins in the whole. */
  at: number
}

/** Divides Markdown where a formula stands on lines of its own, too: these may look like a list, or be empty. */
function divider(growing: boolean): Marked {
  return new Marked({
    gfm: true,
    extensions: [
      {
        name: 'formula',
        level: 'block',
        start: (rest) => /\n {0,3}(?:\$\$|\\\[)/.exec(rest)?.index,
        tokenizer: (rest) => {
          const formula = formulaBlock(rest, growing)
          return formula ? { type: 'formula', raw: rest.slice(0, formula.length), formula } : undefined
        },
      },
    ],
  })
}

const DIVIDERS = { whole: divider(false), growing: divider(true) }

export function blocksOf(text: string, growing = false): Block[] {
  if (ACROSS_BLOCKS.test(text)) return [{ text, at: 0 }]
  let at = 0
  return DIVIDERS[growing ? 'growing' : 'whole']
    .lexer(text)
    .map((token): Block => {
      const block = { text: token.raw, at: (at += token.raw.length) - token.raw.length }
      return token.type === 'formula' && 'formula' in token ? { ...block, formula: token.formula } : block
    })
    .filter((block) => block.text.trim() !== '')
}

/** The blocks of a text that has grown at its end: all but the last two stand as they stood. */
export function blocksGrown(text: string, before: { text: string; blocks: Block[] }): Block[] {
  const from = before.blocks.at(-2)?.at
  if (!from || !text.startsWith(before.text) || ACROSS_BLOCKS.test(text)) return blocksOf(text, true)
  const fresh = blocksOf(text.slice(from), true).map((block) => ({ ...block, at: from + block.at }))
  return [...before.blocks.slice(0, -2), ...fresh]
}

/** Closes what is still open at the end of a growing text, so that a half-written `**bold` does not flicker. */
export function closed(block: string): string {
  const last = formulasIn(block, true).at(-1)
  // Signs within a formula are not Markdown's.
  if (last?.open) return close(block.slice(0, last.start)) + block.slice(last.start)
  return close(block)
}

function close(text: string): string {
  return remend(text, { linkMode: 'text-only', katex: false })
}
