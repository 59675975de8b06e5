// How full the model's context is: a ring that opens what fills it. Nothing while the model is not loaded.
import { Popover } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { useFill } from '../../api/queries'
import type { Fill } from '../../api/types'
import { number, tokens as rounded } from '../../shared/format'

const RADIUS = 6
const ROUND = 2 * Math.PI * RADIUS

export function ContextMeter({ threadId }: { threadId: string | undefined }) {
  const { t } = useTranslation()
  const { data: fill } = useFill(threadId)
  if (!fill) return null
  const used = fill.summary + fill.messages
  const share = Math.min(1, used / fill.context)
  const shown = { used: rounded(used), total: rounded(fill.context) }
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={t('context.label', shown)}
        className="flex shrink-0 items-center gap-1.5 rounded-md px-2 py-1 text-small text-quiet tabular-nums transition-colors hover:bg-raised hover:text-text data-[state=open]:bg-raised data-[state=open]:text-text"
      >
        <svg aria-hidden width={16} height={16} viewBox="0 0 16 16" className="-rotate-90">
          <circle cx={8} cy={8} r={RADIUS} fill="none" strokeWidth={2.5} className="stroke-edge/60" />
          <circle
            cx={8}
            cy={8}
            r={RADIUS}
            fill="none"
            strokeWidth={2.5}
            strokeDasharray={`${share * ROUND} ${ROUND}`}
            className="stroke-current"
          />
        </svg>
        {t('context.short', shown)}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          side="top"
          align="end"
          sideOffset={6}
          collisionPadding={12}
          aria-label={t('context.title')}
          className="appear z-50 w-[min(20rem,calc(100vw-1.5rem))] rounded-lg border border-line bg-raised px-4 py-3 text-ui outline-none"
        >
          <Filling fill={fill} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Filling({ fill }: { fill: Fill }) {
  const { t } = useTranslation()
  const rest = Math.max(0, fill.context - fill.summary - fill.messages)
  const reply = Math.min(fill.reply, rest)
  const parts = [
    { name: t('context.summary'), tokens: fill.summary, look: 'bg-quiet' },
    { name: t('context.messages'), tokens: fill.messages, look: 'bg-text' },
    { name: t('context.reply'), tokens: reply, look: 'bg-edge' },
    { name: t('context.rest'), tokens: rest - reply, look: 'border border-edge' },
  ].filter((part) => part.tokens > 0)
  return (
    <>
      <h2 className="text-small font-medium text-quiet">{t('context.title')}</h2>
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
