// A block of code with its language and a copy button; its colours arrive when the highlighter has, and a diagram when it is asked for.
import { Check, Copy } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '../Button'
import { patient } from '../patient'
import { useCopied } from '../useCopied'
import type { Coloured } from './highlight'

const Diagram = lazy(() => patient(() => import('./Diagram')))

// While code is being written it is coloured ten times a second at most.
const PAUSE = 100

function useColours(code: string, language: string): Coloured | null {
  const [coloured, setColoured] = useState<Coloured | null>(null)
  const last = useRef(0)
  useEffect(() => {
    if (!language) return
    let wanted = true
    const wait = Math.max(0, last.current + PAUSE - performance.now())
    const timer = setTimeout(async () => {
      last.current = performance.now()
      const { highlight } = await import('./highlight')
      const next = await highlight(code, language)
      if (wanted) setColoured(next)
    }, wait)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [code, language])
  // Colours of an older, shorter text stay: the rest follows them uncoloured.
  return coloured && code.startsWith(coloured.code) ? coloured : null
}

export interface CodeBlockProps {
  code: string
  language: string
  /** What it is; the name of the language when nothing else is known. */
  title?: string
}

export function CodeBlock({ code, language, title }: CodeBlockProps) {
  const { t } = useTranslation()
  const coloured = useColours(code, language)
  const [copied, copy] = useCopied()
  const [pictured, setPictured] = useState(false)
  const drawable = language.toLowerCase() === 'mermaid'
  const name = title || language || t('code')
  return (
    <figure className="code">
      <header>
        <span>{name}</span>
        {drawable && (
          <Button kind="quiet" className="ms-auto min-h-7 py-0.5" onClick={() => setPictured(!pictured)}>
            {t(pictured ? 'diagram_hide' : 'diagram_show')}
          </Button>
        )}
        <IconButton
          icon={copied ? Check : Copy}
          label={copied ? t('copied') : t('copy_code')}
          size="small"
          onClick={() => copy(code)}
        />
      </header>
      {drawable && pictured ? (
        <Suspense fallback={<p className="diagram-note">{t('diagram_coming')}</p>}>
          <Diagram code={code} />
        </Suspense>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long lines are scrolled with the keyboard
        <pre tabIndex={0} role="region" aria-label={t('code_in', { language: name })} data-code>
          <code>
            {coloured?.runs.map((run, index) => (
              // oxlint-disable-next-line react/no-array-index-key
              <span key={index} style={run.colour ? { color: run.colour } : undefined}>
                {run.text}
              </span>
            ))}
            {code.slice(coloured?.code.length ?? 0)}
          </code>
        </pre>
      )}
    </figure>
  )
}
