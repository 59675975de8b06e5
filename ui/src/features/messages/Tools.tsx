// What tools gave: a sum or a date in a quiet line, a call with its result as a card that opens.
import { CalendarDays, Calculator, TextQuote, Wrench, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ToolCallPart, ToolResultPart } from '../../api/types'
import { Code } from '../../shared/markdown'
import { Fold } from './Fold'
import { pretty } from './parts'

const KNOWN = ['calculator', 'calendar', 'passages'] as const
type Known = (typeof KNOWN)[number]

// Their results are one short line.
const SHORT: ReadonlySet<Known | undefined> = new Set(['calculator', 'calendar'] as const)

const ICONS: Record<Known, LucideIcon> = { calculator: Calculator, calendar: CalendarDays, passages: TextQuote }

function known(name: string): Known | undefined {
  return KNOWN.find((one) => one === name)
}

/** A result that nobody asked for by a call: it was looked up before the model wrote. */
export function Found({ name, part }: { name: string; part: ToolResultPart }) {
  const { t } = useTranslation()
  const tool = known(part.name)
  if (!tool || !SHORT.has(tool)) {
    return (
      <Fold name={name} framed line={<Head name={part.name} about={part.text} />}>
        <Text text={part.text} />
      </Fold>
    )
  }
  const Icon = ICONS[tool]
  return (
    <p className="flex max-w-full items-start gap-2 self-start rounded-md border border-line bg-surface px-3 py-1.5 text-quiet">
      <Icon aria-hidden size={15} strokeWidth={1.75} className="mt-0.5 shrink-0" />
      <span className="sr-only">{t(`tool.${tool}`)}:</span>
      <span className="min-w-0 break-words tabular-nums">{part.text}</span>
    </p>
  )
}

interface CallProps {
  name: string
  part: ToolCallPart
  result: ToolResultPart | undefined
  active: boolean
}

export function Call({ name, part, result, active }: CallProps) {
  const { t } = useTranslation()
  const running = active && !result
  const about = result?.text ?? (running ? t('tool.running') : t('tool.no_result'))
  const given = pretty(part.arguments)
  return (
    <Fold name={name} framed line={<Head name={part.name} about={about} running={running} />}>
      <div className="flex flex-col gap-3">
        <Code code={given.text} language={given.language} title={t('tool.arguments')} />
        {result && <Text text={result.text} />}
      </div>
    </Fold>
  )
}

interface HeadProps {
  name: string
  about: string
  running?: boolean
}

function Head({ name, about, running = false }: HeadProps) {
  const { t } = useTranslation()
  const tool = known(name)
  const Icon = tool ? ICONS[tool] : Wrench
  return (
    <>
      <Icon aria-hidden size={15} strokeWidth={1.75} className="shrink-0" />
      <span className="shrink-0 text-text">{tool ? t(`tool.${tool}`) : name}</span>{' '}
      <span className="min-w-0 flex-1 truncate">{about}</span>
      {running && <span aria-hidden className="breathe size-2 shrink-0 rounded-full bg-ember" />}
    </>
  )
}

function Text({ text }: { text: string }) {
  const { t } = useTranslation()
  const { text: shown, language } = pretty(text)
  if (language) return <Code code={shown} language={language} title={t('tool.result')} />
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long result is scrolled with the keyboard
    <div tabIndex={0} className="max-h-72 overflow-y-auto break-words whitespace-pre-wrap">
      {shown}
    </div>
  )
}
