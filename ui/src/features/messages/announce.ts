// What a screen reader is told of a growing reply: whole sentences, as plain words.

// An end of a sentence is known when something follows it.
const END = /[.!?…]["'”’)\]]*\s|\n/g

/** The end of the last whole sentence after `from`, or `from`. */
export function sentenceEnd(text: string, from: number, finished: boolean): number {
  if (finished) return text.length
  let end = from
  END.lastIndex = from
  for (let match = END.exec(text); match; match = END.exec(text)) end = match.index + match[0].length
  return end
}

/** Markdown as it would be read out. */
export function plain(markdown: string): string {
  return markdown
    .replace(/^ {0,3}(?:```|~~~).*$/gm, ' ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^ {0,3}(?:#{1,6}|>|[-*+]|\d+\.)\s+/gm, '')
    .replace(/[*_`|]+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
