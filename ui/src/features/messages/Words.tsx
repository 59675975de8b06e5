// A text of a reply, drawn at the pace at which it can be.
import { Markdown } from '../../shared/markdown'
import { usePaced } from '../../shared/markdown/usePaced'

export function Words({ text, growing }: { text: string; growing: boolean }) {
  const drawn = usePaced(text, growing)
  return drawn ? <Markdown text={drawn} growing={growing} /> : null
}
