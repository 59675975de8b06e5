// Markdown as plain text that can be pasted anywhere: no signs but the words, lists and the lines of code as they stand.
import { marked, type Token, type Tokens } from 'marked'
import { formulasIn } from './formulas'

/** The text without its signs; links keep their address, tables become columns divided by tabs. */
export function plain(markdown: string): string {
  const formulas = formulasIn(markdown, false)
  // A formula stays as it is written: its signs are not Markdown's.
  const kept = formulas.map(({ start, end }) => markdown.slice(start, end))
  const hidden = formulas.reduceRight(
    (text, { start, end }, at) => `${text.slice(0, start)}${KEPT}${at}${KEPT}${text.slice(end)}`,
    markdown,
  )
  const text = blocks(marked.lexer(hidden, { gfm: true })).join('\n\n')
  return text.replace(new RegExp(`${KEPT}(\\d+)${KEPT}`, 'g'), (_, at: string) => kept[Number(at)] ?? '')
}

// A sign of nobody's alphabet holds the place of a formula.
const KEPT = '\uE000'

function blocks(tokens: Token[]): string[] {
  return tokens.flatMap((token) => block(token)).filter((text) => text !== '')
}

function block(token: Token): string[] {
  switch (token.type) {
    case 'space':
    case 'def':
      return []
    case 'hr':
      return ['—']
    case 'code':
      return [(token as Tokens.Code).text]
    case 'blockquote':
      return blocks((token as Tokens.Blockquote).tokens)
    case 'list':
      return [list(token as Tokens.List)]
    case 'table':
      return [table(token as Tokens.Table)]
    default:
      return [words(token)]
  }
}

function list({ items, ordered, start }: Tokens.List): string {
  return items
    .map((item, at) => {
      const sign = ordered ? `${Number(start || 1) + at}. ` : '- '
      const box = item.task ? (item.checked ? '[x] ' : '[ ] ') : ''
      const text = blocks(item.tokens.filter(({ type }) => type !== 'checkbox')).join('\n')
      return sign + box + text.replaceAll('\n', `\n${' '.repeat(sign.length)}`)
    })
    .join('\n')
}

function table({ header, rows }: Tokens.Table): string {
  return [header, ...rows].map((row) => row.map((cell) => inline(cell.tokens)).join('\t')).join('\n')
}

function inline(tokens: Token[]): string {
  return tokens.map(words).join('')
}

function words(token: Token): string {
  if (token.type === 'br') return '\n'
  if (token.type === 'link' || token.type === 'image') {
    const { href, text, tokens } = token as Tokens.Link
    const said = tokens ? inline(tokens) : text
    return said === href || `mailto:${said}` === href ? said : `${said} (${href})`
  }
  return 'tokens' in token && token.tokens ? inline(token.tokens) : 'text' in token ? token.text : token.raw
}
