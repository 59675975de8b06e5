// Markdown, drawn by a part of the page that is fetched when it is first needed; until then the words stand as they are.
import { lazy, Suspense } from 'react'
import { patient } from '../patient'
import type { CodeBlockProps } from './CodeBlock'
import type { MarkdownProps } from './Markdown'

const load = () => patient(() => import('./Markdown'))
const Drawn = lazy(load)
const Block = lazy(async () => ({ default: (await load()).CodeBlock }))

/** Fetches what draws Markdown before it is needed. */
export function prepareMarkdown(): void {
  void load()
}

export function Markdown(props: MarkdownProps) {
  return (
    <Suspense fallback={<div className="text-reply whitespace-pre-wrap">{props.text}</div>}>
      <Drawn {...props} />
    </Suspense>
  )
}

/** A block of code by itself. */
export function Code(props: CodeBlockProps) {
  return (
    <Suspense fallback={<pre className="whitespace-pre-wrap">{props.code}</pre>}>
      <Block {...props} />
    </Suspense>
  )
}
