// The words of a model card without its HTML, of which the page would show nothing but the signs.

const CODE = /(^|\n)(```|~~~)[\s\S]*?(?:\n\2[^\n]*|$)|`[^`\n]+`/g
const GONE = /<!--[\s\S]*?(?:-->|$)|<(script|style|svg|iframe|video|audio)\b[\s\S]*?(?:<\/\1\s*>|$)/gi
// Bounded, or a card could keep the page busy for hours.
const LINK = /<a\b[^<>]{0,200}?\bhref\s{0,9}=\s{0,9}["']([^"'\s<>]{0,500})["'][^<>]{0,200}>([\s\S]{0,1000}?)<\/a\s{0,9}>/gi
const TAG = /<\/?[a-z][a-z0-9-]*(?:\s[^<>]*)?\/?>/gi
const BREAKS = /<(?:br|hr|\/p|\/div|\/h[1-6]|\/li|\/tr|\/summary)\b[^<>]*>/gi

/** What stays is Markdown that anybody may have written; whoever draws it trusts nothing of it. */
export function readable(card: string): string {
  const kept: string[] = []
  const apart = card.replaceAll('\r\n', '\n').replaceAll('\uE000', '').replace(CODE, (code) => `\uE000${kept.push(code) - 1}\uE000`)
  const words = apart
    .replace(GONE, '')
    .replace(/^[ \t]+(?=<[/a-z])/gim, '')
    .replace(LINK, (_, address: string, text: string) => linked(address, text.replace(TAG, '').trim()))
    .replace(BREAKS, '\n')
    .replace(TAG, '')
    .replace(/\n{3,}/g, '\n\n')
  return words.replace(/\uE000(\d+)\uE000/g, (_, index: string) => kept[Number(index)] ?? '').trim()
}

function linked(address: string, text: string): string {
  return text && /^https?:/i.test(address) ? `[${text}](${address})` : text
}
