// What fills a model's context, as a bar and in numbers.
import { useTranslation } from 'react-i18next'
import type { Fill } from '../api/types'
import { number } from './format'

/** Tokens that are taken. */
export function used(fill: Fill): number {
  return fill.system + fill.summary + fill.messages
}

export function Filling({ fill }: { fill: Fill }) {
  const { t } = useTranslation()
  const rest = Math.max(0, fill.context - used(fill))
  const reply = Math.min(fill.reply, rest)
  const parts = [
    { name: t('context.system'), tokens: fill.system, look: 'bg-text/45' },
    { name: t('context.summary'), tokens: fill.summary, look: 'bg-quiet' },
    { name: t('context.messages'), tokens: fill.messages, look: 'bg-text' },
    { name: t('context.reply'), tokens: reply, look: 'bg-edge' },
    { name: t('context.rest'), tokens: rest - reply, look: 'border border-edge' },
  ].filter((part) => part.tokens > 0)
  return (
    <>
      <div aria-hidden className="mt-2 flex h-1.5 gap-px overflow-hidden rounded-full bg-sunk">
        {parts.map(({ name, tokens, look }) => (
          <span key={name} style={{ flexGrow: tokens }} className={look} />
        ))}
      </div>
      <dl className="mt-2.5 flex flex-col gap-1">
        {parts.map(({ name, tokens, look }) => (
          <div key={name} className="flex items-center gap-2">
            <span aria-hidden className={`size-2 shrink-0 rounded-full ${look}`} />
            <dt className="flex-1">{name}</dt>
            <dd className="tabular-nums text-quiet">{number(tokens)}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-2.5 text-small text-quiet">{t('context.about', { total: number(fill.context) })}</p>
    </>
  )
}
