// A plugin of remark that takes formulas out of the text as elements of their own, before their signs are read as Markdown.
import type { Extension as Building } from 'mdast-util-from-markdown'
import type { Code, Construct, Effects, Extension, State, TokenizeContext } from 'micromark-util-types'
import type { Processor } from 'unified'
import type { Formula } from './formulas'

declare module 'micromark-util-types' {
  interface TokenTypeMap {
    formula: 'formula'
    formulaData: 'formulaData'
  }
}

/** What the element is called that a formula becomes; its properties are those of `Formula`. */
export const ELEMENT = 'fireside-formula'

/** For the text in which these formulas were found. */
export function math(this: Processor, formulas: readonly Formula[]): void {
  const data = this.data() as { micromarkExtensions?: Extension[]; fromMarkdownExtensions?: Building[] }
  const at = new Map(formulas.map((formula) => [formula.start, formula]))
  ;(data.micromarkExtensions ??= []).push(syntax(at))
  ;(data.fromMarkdownExtensions ??= []).push(building(at))
}

const BACKSLASH = 92
const DOLLAR = 36

function syntax(at: ReadonlyMap<number, Formula>): Extension {
  const formula: Construct = { name: 'formula', tokenize: tokenizer(at) }
  return { text: { [BACKSLASH]: formula, [DOLLAR]: formula } }
}

function tokenizer(at: ReadonlyMap<number, Formula>) {
  return function tokenize(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
    const here = () => this.now().offset
    const end = at.get(here())?.end ?? -1
    const data = (code: Code): State | undefined => {
      if (here() >= end || code === null || code < -2) {
        effects.exit('formulaData')
        return between(code)
      }
      effects.consume(code)
      return data
    }
    const between = (code: Code): State | undefined => {
      if (here() >= end) {
        effects.exit('formula')
        return ok(code)
      }
      // The text ends earlier than was thought: a list began, or the cell of a table ended.
      if (code === null) return nok(code)
      if (code < -2) {
        effects.enter('lineEnding')
        effects.consume(code)
        effects.exit('lineEnding')
        return between
      }
      effects.enter('formulaData')
      return data(code)
    }
    return (code) => {
      if (end < 0) return nok(code)
      effects.enter('formula')
      return between(code)
    }
  }
}

function building(at: ReadonlyMap<number, Formula>): Building {
  return {
    enter: {
      formula(token) {
        const { tex = '', display = false, open = false } = at.get(token.start.offset) ?? {}
        const data = { hName: ELEMENT, hProperties: { tex, display, open } }
        this.enter({ type: ELEMENT, children: [], data } as never, token)
      },
    },
    exit: {
      formula(token) {
        this.exit(token)
      },
    },
  }
}
