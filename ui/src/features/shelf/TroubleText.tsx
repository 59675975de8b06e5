// Why a model does not load: the reason, what may help, and the engine's own last lines, to be copied.
import { Copy } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Trouble } from '../../api/shelf'
import { Button } from '../../shared/Button'
import { moment } from '../../shared/format'
import { useCopied } from '../../shared/useCopied'
import { words } from '../../shared/words'

export function TroubleText({ trouble, onAgain }: { trouble: Trouble; onAgain: () => void }) {
  const { t } = useTranslation()
  const [copied, copy] = useCopied()
  const said = useRef<HTMLPreElement>(null)
  const { title, about } = words(trouble.problem)
  const lines = (trouble.lines ?? []).join('\n')
  return (
    <section aria-label={t('shelf.why')} className="mt-3 rounded-md border border-edge px-3 py-2.5">
      <h4 className="font-medium">{t('shelf.why')}</h4>
      <p className="mt-1 break-words select-text">
        {title} <span className="text-quiet">{about}</span>
      </p>
      <p className="mt-1 text-small text-quiet">{t('shelf.failed_at', { when: moment(trouble.at) })}</p>
      {lines ? (
        <details
          className="mt-2"
          // The last of them say most.
          onToggle={() => {
            if (said.current) said.current.scrollTop = said.current.scrollHeight
          }}
        >
          <summary className="cursor-pointer text-quiet hover:text-text">{t('shelf.lines')}</summary>
          <pre
            ref={said}
            dir="ltr"
            // Long lines are read by scrolling, also with the keys.
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={0}
            className="mt-2 max-h-56 overflow-auto rounded-md bg-surface p-2 font-mono text-small select-text"
          >
            {lines}
          </pre>
        </details>
      ) : (
        <p className="mt-1 text-small text-quiet">{t('shelf.no_lines')}</p>
      )}
      <div className="mt-2 flex flex-wrap gap-2">
        <Button onClick={onAgain}>{t('shelf.try_again')}</Button>
        <Button kind="quiet" onClick={() => copy([trouble.problem.message, trouble.problem.hint, lines].filter(Boolean).join('\n'))}>
          <Copy aria-hidden size={14} />
          {t(copied ? 'copied' : 'shelf.copy_why')}
        </Button>
      </div>
    </section>
  )
}
