// How a reply is chosen word by word, in this thread: each value, whose it is, and the way back.
import { useTranslation } from 'react-i18next'
import { changeOwn, useOwn } from '../../api/own'
import { useDials, useSettings } from '../../api/queries'
import type { Model, Sampling } from '../../api/types'
import { Button } from '../../shared/Button'
import { Choice } from '../../shared/Controls'
import { number } from '../../shared/format'
import { tellError } from '../../shared/toasts'
import { Count } from './Count'
import { DialFrame, type Dial } from './DialFrame'
import { ADVANCED, chosen, counts, slides, USUAL, withOne, type Name, type Origin } from './dials'
import { More, Section } from './Section'
import { Slide } from './Slide'
import { Stops } from './Stops'

export function SamplingSection({ threadId, model }: { threadId: string | undefined; model: Model | undefined }) {
  const { t } = useTranslation()
  const { data: settings } = useSettings()
  const { data: dials } = useDials(model?.id)
  const own = useOwn(threadId)?.sampling ?? null
  if (!settings || !dials) return null
  const put = (sampling: Sampling | null) => void changeOwn(threadId, { sampling }).catch(tellError)
  const models: Sampling = model?.options?.sampling ?? {}
  const usual: Sampling = { ...dials.engine, temperature: settings.temperature, max_tokens: settings.max_tokens }

  const noteOf = (name: Name) =>
    name === 'temperature' && model?.max_temperature != null
      ? t('held_to', { value: number(model.max_temperature, 2) })
      : undefined
  const inherited = (name: Name): Origin | null => {
    if (name === 'temperature' || name === 'max_tokens') return 'settings'
    if (name === 'seed' || name === 'stop') return null // there is none
    return model?.engine === 'server' ? 'server' : 'engine'
  }
  const dialOf = <N extends Name>(name: N): Dial<N> => ({
    name,
    value: own?.[name] ?? models[name] ?? usual[name] ?? null,
    from: own?.[name] != null ? 'thread' : models[name] != null ? 'model' : inherited(name),
    ignored: dials.ignored.includes(name),
    unsure: dials.unsure.includes(name),
    note: noteOf(name),
    set: (value) => put(withOne(own, name, value)),
  })
  // Where rules guide the model, what it does not heed is not offered.
  const offered = (names: readonly Name[]) => names.filter((name) => !(model?.guided && dials.ignored.includes(name)))
  const draw = (name: Name) => {
    if (slides(name)) return <Slide key={name} dial={dialOf(name)} />
    if (counts(name)) return <Count key={name} dial={dialOf(name)} />
    if (name === 'stop') return <Stops key={name} dial={dialOf(name)} />
    return <Mirostat key={name} dial={dialOf(name)} />
  }

  return (
    <Section
      title={t('sampling')}
      beside={
        chosen(own) > 0 && (
          <Button kind="quiet" className="-me-2" onClick={() => put(null)}>
            {t('reset_all')}
          </Button>
        )
      }
    >
      {() => (
        <div className="flex flex-col gap-4">
          {offered(USUAL).map(draw)}
          {offered(ADVANCED).length > 0 && <More title={t('advanced')}>{offered(ADVANCED).map(draw)}</More>}
          {model?.guided && <p className="text-quiet">{t('starter_sampling')}</p>}
        </div>
      )}
    </Section>
  )
}

const MIROSTATS = { '0': 0, '1': 1, '2': 2 } as const

function Mirostat({ dial }: { dial: Dial<'mirostat'> }) {
  const { t } = useTranslation()
  const options = (['0', '1', '2'] as const).map((value) => ({ value, label: value === '0' ? t('off') : value }))
  return (
    <DialFrame dial={dial}>
      {({ label }) => (
        <div className="flex">
          <Choice
            value={`${dial.value ?? 0}`}
            options={options}
            onChange={(value) => dial.set(MIROSTATS[value])}
            labelledBy={label}
          />
        </div>
      )}
    </DialFrame>
  )
}
