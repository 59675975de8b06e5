// A value that a slider sets: it follows the hand at once and is kept where it settles.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Slider } from '../../shared/Controls'
import { number } from '../../shared/format'
import { DialFrame, type Dial } from './DialFrame'
import { NEUTRAL, SLIDES, type Dialled } from './dials'

export function Slide({ dial }: { dial: Dial<Dialled> }) {
  const { t } = useTranslation()
  const [held, setHeld] = useState<number | null>(null)
  const [min, max, step] = SLIDES[dial.name]
  const value = held ?? dial.value
  return (
    <DialFrame dial={dial}>
      {({ about }) => (
        <Slider
          wide
          value={value ?? NEUTRAL[dial.name]}
          min={min}
          max={max}
          step={step}
          label={t(`dial.${dial.name}.name`)}
          describedBy={about}
          shown={value === null ? '–' : number(value, 2)}
          onChange={setHeld}
          onSettle={(next) => {
            dial.set(next)
            setHeld(null)
          }}
        />
      )}
    </DialFrame>
  )
}
