// One thing that can be set of how a reply is chosen: its name, whose value it is, and what it does in plain words.
import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Sampling } from '../../api/types'
import type { Name, Origin as From } from './dials'
import { Origin } from './Origin'

/** What is known of one value in this thread, and how it is changed; null takes it back. */
export interface Dial<N extends Name> {
  name: N
  value: NonNullable<Sampling[N]> | null
  from: From | null
  /** The model does not take it at all, or perhaps not. */
  ignored: boolean
  unsure: boolean
  /** What else is to be said of it with this model. */
  note?: string | undefined
  set: (value: NonNullable<Sampling[N]> | null) => void
}

interface DialFrameProps {
  dial: Omit<Dial<Name>, 'value' | 'set'> & { set: (value: null) => void }
  children: (ids: { label: string; about: string }) => ReactNode
}

export function DialFrame({ dial, children }: DialFrameProps) {
  const { t } = useTranslation()
  const id = useId()
  const name = t(`dial.${dial.name}.name`)
  const notes = [t(`dial.${dial.name}.about`), dial.note, dial.unsure && t('dial_unsure')]
  const ids = { label: `${id}-label`, about: `${id}-about` }
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-center justify-between gap-2">
        <span id={ids.label} className={dial.ignored ? 'text-quiet' : ''}>
          {name}
        </span>
        <Origin from={dial.ignored && dial.from !== 'thread' ? null : dial.from} name={name} onReset={() => dial.set(null)} />
      </div>
      {!dial.ignored && children(ids)}
      <p id={ids.about} className="text-small text-quiet">
        {dial.ignored ? t('dial_ignored') : notes.filter(Boolean).join(' ')}
      </p>
    </div>
  )
}
