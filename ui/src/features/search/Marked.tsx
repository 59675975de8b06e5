// A text whose matches are marked; the places come from the server, in characters.
import type { Span } from '../../api/types'
import { unitOf } from '../../shared/places'

/** A text in pieces, of which every second one is a match. */
export function piecesOf(text: string, marks: readonly Span[]): string[] {
  const edges = [0, ...marks.flatMap(({ start, end }) => [unitOf(text, start), unitOf(text, end)]), text.length]
  return edges.slice(1).map((edge, index) => text.slice(edges[index], edge))
}

export function Marked({ text, marks }: { text: string; marks: readonly Span[] }) {
  return piecesOf(text, marks).map((piece, index) =>
    index % 2 === 0 ? (
      piece
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- pieces have nothing else
      <mark key={index} className="rounded-sm bg-ember-wash font-semibold text-text">
        {piece}
      </mark>
    ),
  )
}
