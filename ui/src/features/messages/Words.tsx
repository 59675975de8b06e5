// A text of a reply, drawn at the pace at which it can be.
import { Markdown } from '../../shared/markdown'
import { usePaced } from '../../shared/markdown/usePaced'

interface WordsProps {
  text: string
  growing: boolean
  /** Where it begins in the message's text, if it is of it. */
  at?: number | undefined
  /** Whether it is being read aloud. */
  spoken?: boolean
}

export function Words({ text, growing, at, spoken = false }: WordsProps) {
  const drawn = usePaced(text, growing)
  return drawn ? <Markdown text={drawn} growing={growing} at={at} words={spoken} /> : null
}
