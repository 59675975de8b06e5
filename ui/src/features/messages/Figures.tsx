// How a reply was made, in one quiet line; it opens all that is known of it.
import { Info } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { useModels } from '../../api/queries'
import type { Run } from '../../api/types'
import { duration, moment, number } from '../../shared/format'

/** Tokens a second while it wrote; null when that is not known. */
export function speedOf(run: Run): number | null {
  const writing = run.seconds && run.first_token_seconds ? run.seconds - run.first_token_seconds : 0
  return run.tokens > 1 && writing > 0 ? (run.tokens - 1) / writing : null
}

export function Figures({ run }: { run: Run }) {
  const { t } = useTranslation()
  const { data: models } = useModels()
  const model = models?.find((one) => one.id === run.model_id)?.name ?? run.model_id
  const speed = speedOf(run)
  const tokens = (count: number) => t('tokens', { count, shown: number(count) })
  const seconds = (value: number) => t('seconds_short', { shown: number(value, 2) })
  const line = [
    model,
    run.tokens > 0 && tokens(run.tokens),
    speed && t('per_second', { shown: number(speed) }),
    run.first_token_seconds && t('first_token', { shown: number(run.first_token_seconds, 2) }),
  ].filter(Boolean)
  const rows: [string, string | null | undefined | false | 0][] = [
    [t('made_by_model'), model],
    [t('made_tokens'), run.tokens > 0 && tokens(run.tokens)],
    [t('made_speed'), speed && t('per_second', { shown: number(speed, 1) })],
    [t('made_first'), run.first_token_seconds && seconds(run.first_token_seconds)],
    [t('made_all'), run.seconds && duration(run.seconds)],
    [t('made_read'), run.read_tokens > 0 && tokens(run.read_tokens)],
    [t('made_at'), moment(run.created_at)],
  ]
  return (
    <Popover.Root>
      <Popover.Trigger
        className="flex min-h-7 min-w-7 items-center justify-center gap-1.5 rounded-md px-1.5 text-small text-quiet tabular-nums transition-opacity group-focus-within/message:opacity-100! group-hover/message:opacity-100! hover:text-text data-[state=open]:opacity-100! pointer-fine:opacity-0"
      >
        <span className="sr-only">{t('made_by')}:</span>{' '}
        <Info aria-hidden size={15} strokeWidth={1.75} className="shrink-0 sm:hidden" />
        <span className="max-sm:hidden">{line.join(' · ')}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={t('made_by')}
          align="start"
          sideOffset={4}
          collisionPadding={12}
          className="appear z-50 w-72 max-w-[calc(100vw-1.5rem)] rounded-lg border border-line bg-raised px-4 py-3 text-ui outline-none"
        >
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5">
            {rows.map(
              ([name, value]) =>
                value && (
                  <div key={name} className="contents">
                    <dt className="text-quiet">{name}</dt>
                    <dd className="min-w-0 break-words tabular-nums">{value}</dd>
                  </div>
                ),
            )}
          </dl>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
