// The parts of a reply as they are drawn: words and thoughts in order, each call with its result, sources at the end.
import { BETWEEN_TEXTS, type Part, type ReasoningPart, type SourcePart, type TextPart, type ToolCallPart, type ToolResultPart } from '../../api/types'

export type Piece =
  | { kind: 'text'; key: number; part: TextPart; at: number; last: boolean }
  | { kind: 'reasoning'; key: number; part: ReasoningPart; last: boolean }
  | { kind: 'call'; key: number; part: ToolCallPart; result: ToolResultPart | undefined }
  | { kind: 'found'; key: number; part: ToolResultPart }

/**
 * What stands in a reply from top to bottom; `key` is a part's place and `last` says that nothing follows it. `at` is
 * where a text begins in that of the whole message.
 */
export function piecesOf(parts: readonly Part[]): Piece[] {
  const results = new Map(parts.flatMap((part) => (part.kind === 'tool_result' && part.call_id ? [[part.call_id, part]] : [])))
  const called = new Set(parts.flatMap((part) => (part.kind === 'tool_call' ? [part.id] : [])))
  let next = 0
  return parts.flatMap((part, key): Piece[] => {
    const last = key === parts.length - 1
    switch (part.kind) {
      case 'text': {
        if (!part.text) return []
        const at = next
        next += part.text.length + BETWEEN_TEXTS.length
        return [{ kind: 'text', key, part, at, last }]
      }
      case 'reasoning':
        return [{ kind: 'reasoning', key, part, last }]
      case 'tool_call':
        return [{ kind: 'call', key, part, result: results.get(part.id) }]
      case 'tool_result':
        return called.has(part.call_id) ? [] : [{ kind: 'found', key, part }]
      default:
        return []
    }
  })
}

/** What a reply leans on, each section once. */
export function sourcesOf(parts: readonly Part[]): SourcePart[] {
  const sources = parts.filter((part) => part.kind === 'source')
  return sources.filter(
    ({ page, anchor }, place) => sources.findIndex((other) => other.page === page && other.anchor === anchor) === place,
  )
}

/** Whether the newest piece says itself that something is going on: a thought without its end, a call without its result. */
export function tellsOfItself(pieces: readonly Piece[]): boolean {
  const last = pieces.at(-1)
  if (last?.kind === 'reasoning') return last.last && last.part.seconds == null
  return last?.kind === 'call' && !last.result
}

/** JSON as a person reads it; what is no JSON stays as it is. */
export function pretty(json: string): { text: string; language: string } {
  try {
    return { text: JSON.stringify(JSON.parse(json), null, 2), language: 'json' }
  } catch {
    return { text: json, language: '' }
  }
}
