// How a model chooses its words where a thread says nothing else: as the settings say, one of few ways, or one's own.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Sampling } from '../../api/types'
import { Choice, Slider } from '../../shared/Controls'
import { number } from '../../shared/format'
import { Option } from './Options'
import { presetOf, PRESETS, type Preset } from './options'

const NAMES = ['settings', 'precise', 'balanced', 'lively', 'own'] as const
const DIALS = { temperature: [0, 2, 0.05, 0.7], top_p: [0, 1, 0.01, 1], min_p: [0, 1, 0.01, 0.05], repeat_penalty: [0.5, 2, 0.01, 1.05] } as const
type Dial = keyof typeof DIALS

interface SamplingChoiceProps {
  sampling: Sampling
  onSet: (sampling: Sampling) => void
}

export function SamplingChoice({ sampling, onSet }: SamplingChoiceProps) {
  const { t } = useTranslation()
  const preset = presetOf(sampling)
  const [own, setOwn] = useState(preset === null)
  const shown = own || preset === null ? 'own' : preset
  const choose = (name: Preset | 'own') => {
    setOwn(name === 'own')
    if (name !== 'own') onSet(PRESETS[name])
  }
  return (
    <>
      <Option label={t('shelf.option.sampling')} about={t('shelf.option.sampling_about')}>
        {({ label }) => (
          <Choice value={shown} options={NAMES.map((value) => ({ value, label: t(`shelf.preset.${value}`) }))} onChange={choose} labelledBy={label} />
        )}
      </Option>
      {shown === 'own' &&
        (Object.keys(DIALS) as Dial[]).map((name) => (
          <Option key={name} label={t(`dial.${name}.name`)} about={t(`dial.${name}.about`)}>
            {() => <Own name={name} value={sampling[name] ?? null} onSet={(value) => onSet({ ...sampling, [name]: value })} />}
          </Option>
        ))}
    </>
  )
}

function Own({ name, value, onSet }: { name: Dial; value: number | null; onSet: (value: number) => void }) {
  const { t } = useTranslation()
  const [held, setHeld] = useState<number | null>(null)
  const [min, max, step, usual] = DIALS[name]
  const shown = held ?? value
  return (
    <Slider
      value={shown ?? usual}
      min={min}
      max={max}
      step={step}
      label={t(`dial.${name}.name`)}
      shown={shown === null ? '–' : number(shown, 2)}
      onChange={setHeld}
      onSettle={(next) => {
        onSet(next)
        setHeld(null)
      }}
    />
  )
}
