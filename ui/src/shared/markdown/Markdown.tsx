// Draws Markdown without ever loading or running anything of it: no HTML, no image, no link but to the web outside.
import { ImageOff } from 'lucide-react'
import { createContext, isValidElement, memo, use, useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import ReactMarkdown, { type Components, type Options } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { blocksGrown, blocksOf, closed, type Block } from './blocks'
import { CodeBlock } from './CodeBlock'
import { formulasIn } from './formulas'
import { FormulaView } from './FormulaView'
import { ELEMENT, math } from './math'
import { placed } from './placed'
import './markdown.css'

export { CodeBlock }

const OUTSIDE = /^(?:https?:\/\/|mailto:)/i
const InLink = createContext(false)

/** Keeps the addresses of the web and of mail; every other scheme, and every relative path, is dead. */
export function safeUrl(url: string): string {
  return OUTSIDE.test(url.trim()) ? url.trim() : ''
}

function Link({ href, children }: { href?: string | undefined; children?: ReactNode }) {
  const { t } = useTranslation()
  if (!href) return <span className="dead-link">{children}</span>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" title={t('opens_outside', { address: href })}>
      <InLink value={true}>{children}</InLink>
    </a>
  )
}

function hostOf(url: string): string {
  try {
    return new URL(url).host
  } catch {
    return ''
  }
}

function Picture({ src, alt }: { src?: unknown; alt?: string | undefined }) {
  const { t } = useTranslation()
  const inLink = use(InLink)
  const url = typeof src === 'string' ? src : ''
  const host = hostOf(url)
  const label = (
    <>
      <ImageOff aria-hidden size={14} />
      <span>{alt || t('image')}</span>
      {host && <span className="picture-host">{host}</span>}
    </>
  )
  const about = t('image_not_loaded')
  if (!url || inLink) {
    return (
      <span className="picture" title={about}>
        {label}
      </span>
    )
  }
  return (
    <a className="picture" href={url} target="_blank" rel="noopener noreferrer" title={about}>
      {label}
    </a>
  )
}

function textIn(node: ReactNode): string {
  if (typeof node === 'string' || typeof node === 'number') return String(node)
  if (Array.isArray(node)) return node.map(textIn).join('')
  return isValidElement<{ children?: ReactNode }>(node) ? textIn(node.props.children) : ''
}

function Code({ children }: { children?: ReactNode }) {
  const code = Array.isArray(children) ? children[0] : children
  const className = isValidElement<{ className?: string }>(code) ? (code.props.className ?? '') : ''
  const language = /language-(\S+)/.exec(className)?.[1] ?? ''
  return <CodeBlock code={textIn(children).replace(/\n$/, '')} language={language} />
}

function Table({ children }: { children?: ReactNode }) {
  const { t } = useTranslation()
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a wide table is scrolled with the keyboard
    <div className="table" role="region" aria-label={t('table')} tabIndex={0}>
      <table>{children}</table>
    </div>
  )
}

function Task({ checked }: { checked?: boolean | undefined }) {
  const { t } = useTranslation()
  return <input type="checkbox" checked={checked ?? false} disabled readOnly aria-label={checked ? t('done') : t('not_done')} />
}

// A reply stands under the page's own headings, so its first level is the page's third.
const COMPONENTS: Components & { [ELEMENT]: typeof FormulaView } = {
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  img: ({ src, alt }) => <Picture src={src} alt={alt} />,
  pre: ({ children }) => <Code>{children}</Code>,
  table: ({ children }) => <Table>{children}</Table>,
  input: ({ checked }) => <Task checked={checked} />,
  h1: ({ children }) => <h3 className="level-1">{children}</h3>,
  h2: ({ children }) => <h4 className="level-2">{children}</h4>,
  h3: ({ children }) => <h5 className="level-3">{children}</h5>,
  h4: ({ children }) => <h6 className="level-3">{children}</h6>,
  [ELEMENT]: FormulaView,
}

const PLUGINS = [remarkGfm]

interface DrawnProps {
  text: string
  growing: boolean
  at: number | undefined
  words: boolean
}

const Drawn = memo(function Drawn({ text, growing, at, words }: DrawnProps) {
  const places = useMemo((): Options['rehypePlugins'] => (at === undefined ? [] : [[placed, { at, words }]]), [at, words])
  const plugins = useMemo((): Options['remarkPlugins'] => {
    const formulas = formulasIn(text, growing)
    return formulas.length > 0 ? [...PLUGINS, [math, formulas]] : PLUGINS
  }, [text, growing])
  return (
    <ReactMarkdown remarkPlugins={plugins} rehypePlugins={places} components={COMPONENTS} urlTransform={safeUrl}>
      {text}
    </ReactMarkdown>
  )
})

/** Of a growing text only its end is divided anew. */
function useBlocks(text: string, growing: boolean): Block[] {
  const [before] = useState({ text: '', blocks: [] as Block[] })
  return useMemo(() => {
    const blocks = growing ? blocksGrown(text, before) : blocksOf(text)
    Object.assign(before, { text, blocks })
    return blocks
  }, [text, growing, before])
}

export interface MarkdownProps {
  text: string
  growing?: boolean
  /** Where the text begins in a larger one: then each element says in `data-at` where it stands in that. */
  at?: number | undefined
  /** Whether runs of words are told apart too, so that the one that is read aloud can be shown. */
  words?: boolean
}

export default function Markdown({ text, growing = false, at, words = false }: MarkdownProps) {
  const blocks = useBlocks(text, growing)
  return (
    <div className="markdown">
      {blocks.map((block, index) => {
        const last = growing && index === blocks.length - 1
        const place = at === undefined ? at : at + block.at
        // Blocks only ever grow at the end: the place is the identity.
        /* oxlint-disable react/no-array-index-key */
        return block.formula ? (
          <FormulaView key={index} {...block.formula} data-at={place} />
        ) : (
          <Drawn key={index} text={last ? closed(block.text) : block.text} growing={last} at={place} words={words} />
        )
        /* oxlint-enable react/no-array-index-key */
      })}
    </div>
  )
}
