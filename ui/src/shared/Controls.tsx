// The controls of settings: a labelled row, a switch, a slider, a choice of few.
import { Slider as RadixSlider, Switch as RadixSwitch } from 'radix-ui'
import { useEffect, useId, type ReactNode } from 'react'
import { useSought } from './sought'

interface RowProps {
  label: string
  about?: string | undefined
  /** Other words that people look for it with. */
  also: string
  /** Given the ids of the label and of the explanation. */
  children: (ids: { label: string; about: string | undefined }) => ReactNode
  below?: boolean
}

/** A setting. While something is looked for among the settings, it shows itself only when it fits. */
export function Row({ label, about, also, children, below = false }: RowProps) {
  const id = useId()
  const { fits, note } = useSought()
  const shows = fits(label, about, also)
  useEffect(() => (shows ? note() : undefined), [shows, note])
  if (!shows) return null
  const ids = { label: `${id}-label`, about: about ? `${id}-about` : undefined }
  const shape = below ? 'flex-col gap-3' : 'flex-wrap items-center justify-between gap-x-6 gap-y-2'
  return (
    <div data-row className={`flex border-b border-line py-4 last:border-0 ${shape}`}>
      <div className={below ? '' : 'min-w-44 flex-1'}>
        <div id={ids.label} className="font-medium">
          {label}
        </div>
        {about && (
          <div id={ids.about} className="mt-0.5 text-quiet">
            {about}
          </div>
        )}
      </div>
      {children(ids)}
    </div>
  )
}

interface SwitchProps {
  checked: boolean
  onChange: (checked: boolean) => void
  labelledBy: string
  describedBy?: string | undefined
}

export function Switch({ checked, onChange, labelledBy, describedBy }: SwitchProps) {
  return (
    <RadixSwitch.Root
      checked={checked}
      onCheckedChange={onChange}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      className="relative h-6 w-10 shrink-0 rounded-full border border-edge bg-raised transition-colors data-[state=checked]:border-ember data-[state=checked]:bg-ember"
    >
      <RadixSwitch.Thumb className="block size-4 translate-x-[3px] rounded-full bg-quiet transition-transform data-[state=checked]:translate-x-[19px] data-[state=checked]:bg-on-ember rtl:-translate-x-[3px] rtl:data-[state=checked]:-translate-x-[19px]" />
    </RadixSwitch.Root>
  )
}

interface SliderProps {
  value: number
  min: number
  max: number
  step: number
  onChange: (value: number) => void
  onSettle: (value: number) => void
  label: string
  describedBy?: string
  shown: string
  /** As wide as its place. */
  wide?: boolean
}

export function Slider({ value, min, max, step, onChange, onSettle, label, describedBy, shown, wide = false }: SliderProps) {
  return (
    <div className={`flex w-full items-center gap-3 ${wide ? '' : 'sm:max-w-64'}`}>
      <RadixSlider.Root
        value={[value]}
        min={min}
        max={max}
        step={step}
        onValueChange={([next]) => next !== undefined && onChange(next)}
        onValueCommit={([next]) => next !== undefined && onSettle(next)}
        className="relative flex h-6 flex-1 touch-none items-center select-none"
      >
        <RadixSlider.Track className="relative h-1 flex-1 rounded-full bg-edge">
          <RadixSlider.Range className="absolute h-full rounded-full bg-text" />
        </RadixSlider.Track>
        <RadixSlider.Thumb
          aria-label={label}
          aria-describedby={describedBy}
          aria-valuetext={shown}
          className="block size-4 rounded-full border-2 border-ground bg-text"
        />
      </RadixSlider.Root>
      <output className="w-14 text-end text-quiet tabular-nums">{shown}</output>
    </div>
  )
}

interface ChoiceProps<T extends string> {
  value: T
  options: readonly { value: T; label: string }[]
  onChange: (value: T) => void
  labelledBy: string
}

/** Few things of which one is chosen: native radio buttons that look like one strip. */
export function Choice<T extends string>({ value, options, onChange, labelledBy }: ChoiceProps<T>) {
  const name = useId()
  return (
    <div role="radiogroup" aria-labelledby={labelledBy} className="flex flex-wrap rounded-md border border-line bg-surface p-0.5">
      {options.map((option) => (
        <label
          key={option.value}
          className="cursor-pointer rounded-sm px-3 py-1 text-quiet transition-colors has-checked:bg-raised has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-ember"
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  )
}
