// How full the model's context is: a ring that opens what fills it. Nothing while the model is not loaded.
import { Popover } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { useFill } from '../../api/queries'
import { Filling, used } from '../../shared/Filling'
import { tokens as rounded } from '../../shared/format'

const RADIUS = 6
const ROUND = 2 * Math.PI * RADIUS

export function ContextMeter({ threadId }: { threadId: string | undefined }) {
  const { t } = useTranslation()
  const { data: fill } = useFill(threadId)
  if (!fill) return null
  const taken = used(fill)
  const share = Math.min(1, taken / fill.context)
  const shown = { used: rounded(taken), total: rounded(fill.context) }
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
          <h2 className="text-small font-medium text-quiet">{t('context.title')}</h2>
          <Filling fill={fill} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
