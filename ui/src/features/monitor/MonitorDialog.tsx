// The monitor: pace and first words of replies, memory, what waits, and how the API answers, as it happens.
import { useTranslation } from 'react-i18next'
import type { Meter } from '../../api/types'
import { Dialog } from '../../shared/Dialog'
import { duration, number, size } from '../../shared/format'
import { ProblemText } from '../../shared/ProblemText'
import { useHistory, useLooking } from './history'
import { linesOf, moments } from './lines'
import { Loaded } from './Loaded'
import { Plot } from './Plot'
import { milliseconds, Routes } from './Routes'

const NAMES = ['app', 'model', 'search', 'voice', 'files'] as const

export function MonitorDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  useLooking()
  const refused = useHistory((history) => history.refused)
  const meters = useHistory((history) => history.meters)
  const now = meters.at(-1)
  return (
    <Dialog open onClose={onClose} title={t('monitor.title')} about={t('monitor.about')} size="large">
      <div className="min-h-0 flex-1 overflow-y-auto border-t border-line p-5">
        {refused && <ProblemText id="monitor-problem" problem={refused.problem} />}
        {now && <Plots meters={meters} now={now} />}
      </div>
    </Dialog>
  )
}

function round(value: number): string {
  return number(value, value < 10 ? 1 : 0)
}

const place = (_: unknown, index: number) => index

function Plots({ meters, now }: { meters: readonly Meter[]; now: Meter }) {
  const { t } = useTranslation()
  const { times, seen } = moments(meters)
  const pace = (value: number) => t('monitor.per_second', { value: round(value) })
  const firsts = now.runs.filter((run) => run.first_token_seconds !== null && run.first_token_seconds !== undefined)
  const paces = now.runs.filter((run) => run.pace !== null && run.pace !== undefined)
  const named = (name: string) => ((NAMES as readonly string[]).includes(name) ? t(`monitor.process.${name as (typeof NAMES)[number]}`) : name)
  return (
    <>
      <div className="grid gap-3 md:grid-cols-2 md:[&>*:last-child:nth-child(odd)]:col-span-2">
        <Plot
          title={t('monitor.pace')}
          x={times}
          lines={linesOf(seen, (meter) => [{ name: t('monitor.now'), value: meter.pace }])}
          words={pace}
          short={round}
        />
        <Plot
          title={t('monitor.memory')}
          x={times}
          lines={linesOf(seen, ({ processes }) => processes.map(({ name, memory }) => ({ name: named(name), value: memory })))}
          words={size}
        />
        <Plot
          title={t('monitor.first_words')}
          x={firsts.map(place)}
          lines={firsts.length ? [{ name: t('monitor.last'), values: firsts.map((run) => run.first_token_seconds ?? null) }] : []}
          words={(seconds) => (seconds < 1 ? milliseconds(seconds) : duration(seconds))}
          points
        />
        <Plot
          title={t('monitor.paces')}
          x={paces.map(place)}
          lines={paces.length ? [{ name: t('monitor.last'), values: paces.map((run) => run.pace ?? null) }] : []}
          words={pace}
          short={round}
          points
        />
        <Plot
          title={t('monitor.queue')}
          x={times}
          lines={linesOf(seen, ({ writing, waiting }) => [
            { name: t('monitor.writing'), value: writing },
            { name: t('monitor.waiting'), value: waiting },
          ])}
          words={(value) => number(value, 1)}
        />
        {now.cards.map((card) => (
          <Plot
            key={card.name}
            title={t('monitor.card', { name: card.name, total: size(card.total) })}
            x={times}
            lines={linesOf(seen, ({ cards }) =>
              cards.filter(({ name }) => name === card.name).map(({ used }) => ({ name: t('monitor.used'), value: used })),
            )}
            words={size}
          />
        ))}
      </div>
      <Loaded gaveWay={now.gave_way ?? []} />
      <section className="mt-3 rounded-lg border border-line bg-surface px-4 pt-3 pb-3">
        <h3 className="font-medium">{t('monitor.answers')}</h3>
        <p className="mb-1 text-small text-quiet">{t('monitor.answers_about')}</p>
        <Routes answers={now.answers} />
      </section>
    </>
  )
}
