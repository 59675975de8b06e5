// A small plot of some lines over time or over runs, with what they say now in words.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Line } from './lines'

const HEIGHT = 120
/** How far the plot reaches above its highest value. */
const ROOM = 1.15
// Only what is live has a colour: lines are told apart by how they are drawn.
const STROKES = [
  { token: '--ember', dash: [] },
  { token: '--text', dash: [] },
  { token: '--text', dash: [5, 4] },
  { token: '--quiet', dash: [2, 3] },
  { token: '--quiet', dash: [8, 3, 2, 3] },
] as const

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

function strokeOf(index: number) {
  return STROKES[index % STROKES.length] ?? STROKES[0]
}

interface PlotProps {
  title: string
  /** Seconds since 1970, or the number of each run. */
  x: number[]
  lines: Line[]
  /** A value as a person reads it, and in short, as it stands beside the plot. */
  words: (value: number) => string
  short?: (value: number) => string
  /** Points that are not joined, where each stands for itself. */
  points?: boolean
}

export function Plot({ title, x, lines, words, short = words, points = false }: PlotProps) {
  const { t } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const shape = lines.map(({ name }) => name).join('\n')
  const read = useRef(short)

  useEffect(() => {
    const element = place.current
    if (!element || !shape) return
    const drawn = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        padding: [8, 6, 8, 0],
        scales: { x: { time: false }, y: { range: (_plot, _low, high) => [0, high > 0 ? high * ROOM : 1] } },
        axes: [
          { show: false },
          {
            size: 64,
            font: '12px "Source Sans 3 Variable", sans-serif',
            stroke: () => token('--quiet'),
            grid: { stroke: () => token('--line'), width: 1 },
            ticks: { show: false },
            splits: (self) => (self.data.slice(1).flat().some(Boolean) ? [0, 0.5, 1].map((part) => (part * (self.scales.y?.max ?? 0)) / ROOM) : [0]),
            values: (_plot, ticks) => ticks.map((tick) => read.current(tick)),
          },
        ],
        series: [
          {},
          ...shape.split('\n').map((name, index) => ({
            label: name,
            stroke: () => token(strokeOf(index).token),
            dash: [...strokeOf(index).dash],
            width: 1.5,
            points: { show: points, size: 5, fill: () => token(strokeOf(index).token) },
            ...(points ? { paths: () => null } : {}),
          })),
        ],
      },
      [[], ...shape.split('\n').map(() => [])],
      element,
    )
    plot.current = drawn
    const watcher = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height: HEIGHT }))
    watcher.observe(element)
    const themes = new MutationObserver(() => drawn.redraw())
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      watcher.disconnect()
      themes.disconnect()
      drawn.destroy()
      plot.current = null
    }
  }, [shape, points])

  useEffect(() => {
    read.current = short
    plot.current?.setData([x, ...lines.map(({ values }) => values)])
  })

  return (
    <figure className="min-w-0 rounded-lg border border-line bg-surface px-4 pt-3 pb-2">
      <figcaption>
        <h3 className="font-medium">{title}</h3>
        {lines.length === 0 ? (
          <p className="text-quiet">{t('monitor.nothing_yet')}</p>
        ) : (
          <dl className="flex flex-wrap gap-x-4 text-small text-quiet">
            {lines.map(({ name, values }, index) => {
              const now = values.at(-1) ?? values.findLast((value) => value !== null)
              const { token: colour, dash } = strokeOf(index)
              return (
                <div key={name} className="flex items-center gap-1.5">
                  {lines.length > 1 && (
                    <svg aria-hidden width="16" height="6" className="shrink-0">
                      <line x1="0" x2="16" y1="3" y2="3" strokeWidth="1.5" stroke={`var(${colour})`} strokeDasharray={dash.join(' ')} />
                    </svg>
                  )}
                  <dt className={lines.length > 1 ? undefined : 'sr-only'}>{name}</dt>
                  <dd className="text-text tabular-nums">{now === null || now === undefined ? '–' : words(now)}</dd>
                </div>
              )
            })}
          </dl>
        )}
      </figcaption>
      <div ref={place} aria-hidden className={lines.length === 0 ? 'h-0' : 'h-30'} />
    </figure>
  )
}
