// A slider of settings: it follows the hand at once and tells the server where it settles.
import { useState } from 'react'
import { choose } from '../api/actions'
import type { Settings } from '../api/types'
import { Slider } from './Controls'
import { tellError } from './toasts'

interface DialProps {
  name: 'temperature' | 'speed' | 'volume'
  settings: Settings
  min: number
  max: number
  step: number
  label: string
  show: (value: number) => string
}

export function Dial({ name, settings, min, max, step, label, show }: DialProps) {
  const [held, setHeld] = useState<number | null>(null)
  const value = held ?? settings[name]
  return (
    <Slider
      value={value}
      min={min}
      max={max}
      step={step}
      label={label}
      shown={show(value)}
      onChange={setHeld}
      onSettle={(next) => {
        void choose({ [name]: next })
          .catch(tellError)
          .finally(() => setHeld(null))
      }}
    />
  )
}
