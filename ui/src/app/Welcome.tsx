// The place where a thread begins: a warm line, and a few things that the bundled model can answer.
import { BookOpenText, CircleQuestionMark, FolderHeart, MessageCircleHeart, Sparkles, type LucideIcon } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { otherComputer, useAnswering } from '../features/models'
import { choose } from '../api/actions'
import { useSettings } from '../api/queries'
import { Button } from '../shared/Button'
import { Ember } from '../shared/Ember'
import { patient } from '../shared/patient'
import { tellError } from '../shared/toasts'
import { openHelp } from './panels'

const EXAMPLES = ['tour', 'bigger', 'where', 'passage'] as const

const ICONS: Record<(typeof EXAMPLES)[number], LucideIcon> = {
  tour: MessageCircleHeart,
  bigger: Sparkles,
  where: FolderHeart,
  passage: BookOpenText,
}

function greeting(hour: number): 'night' | 'morning' | 'day' | 'evening' {
  if (hour < 5) return 'night'
  if (hour < 11) return 'morning'
  return hour < 18 ? 'day' : 'evening'
}

// Fetched when it is wanted.
const FirstRun = lazy(() => patient(() => import('./FirstRun')))

/** An offer, not a demand: everything works without it. */
function FirstSteps() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <section aria-label={t('first.offer')} className="mt-6 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-line bg-surface px-4 py-3">
      <p className="min-w-52 flex-1">
        <span className="block font-medium">{t('first.offer')}</span>
        <span className="block text-quiet">{t('first.offer_about')}</span>
      </p>
      <div className="flex gap-2 max-sm:flex-row-reverse">
        <Button kind="quiet" onClick={() => void choose({ welcomed: true }).catch(tellError)}>
          {t('first.skip')}
        </Button>
        <Button onClick={() => setOpen(true)}>{t('first.begin')}</Button>
      </div>
      {open && (
        <Suspense>
          <FirstRun onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </section>
  )
}

export function Welcome({ onExample }: { onExample: (text: string) => void }) {
  const { t } = useTranslation()
  const host = otherComputer(useAnswering(undefined))
  const { data: settings } = useSettings()
  const [hour] = useState(() => new Date().getHours())
  return (
    <div className="hearth grid min-h-0 flex-1 overflow-y-auto">
      <div className="m-auto w-full max-w-[46rem] px-4 py-6 sm:px-6">
        <Ember className="mb-4 -ms-1.5 size-9" />
        <h2 className="font-serif text-[2rem] leading-[2.5rem] tracking-[-0.015em] text-balance sm:text-[2.5rem] sm:leading-[3rem]">
          {t(`greeting.${greeting(hour)}`)}
        </h2>
        <p className="mt-2 max-w-[34rem] text-reply text-quiet">{host ? t('welcome_there', { host }) : t('welcome_about')}</p>
        {settings && !settings.welcomed && <FirstSteps />}
        <ul className="mt-8 grid gap-2 sm:grid-cols-2">
          {EXAMPLES.map((name) => {
            const Icon = ICONS[name]
            return (
              <li key={name}>
                <button
                  type="button"
                  onClick={() => onExample(t(`example.${name}.text`))}
                  className="flex h-full w-full items-start gap-3 rounded-lg border border-line bg-surface px-4 py-3 text-start transition-colors hover:border-edge"
                >
                  <Icon aria-hidden size={17} strokeWidth={1.6} className="mt-0.5 shrink-0 text-quiet" />
                  <span>
                    <span className="block text-text">{t(`example.${name}.title`)}</span>
                    <span className="block text-quiet">{t(`example.${name}.about`)}</span>
                  </span>
                </button>
              </li>
            )
          })}
        </ul>
        <button
          type="button"
          onClick={() => openHelp()}
          className="mt-4 -ms-2 flex items-center gap-2 rounded-md px-2 py-1 text-quiet transition-colors hover:bg-raised hover:text-text"
        >
          <CircleQuestionMark aria-hidden size={15} strokeWidth={1.75} />
          {t('help_welcome')}
          <kbd className="font-sans text-small pointer-coarse:hidden">F1</kbd>
        </button>
      </div>
    </div>
  )
}
