// The keys of one command, and a field that takes new ones as they are pressed.
import { Plus, RotateCcw, X } from 'lucide-react'
import { useId, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '../../shared/Button'
import { Keys } from '../../shared/ShortcutTable'
import { keysOf, pressedKeys, refusal, shown, type Changed, type Shortcut } from '../../shared/shortcuts'

interface KeyPickerProps {
  name: Shortcut
  changed: Changed
  labelledBy: string
  onChoose: (keys: readonly string[]) => void
  onReset: () => void
}

export function KeyPicker({ name, changed, labelledBy, onChoose, onReset }: KeyPickerProps) {
  const { t } = useTranslation()
  const [taking, setTaking] = useState(false)
  const keys = keysOf(name, changed)
  const title = t(`shortcut.${name}`)
  return (
    <div role="group" aria-labelledby={labelledBy} className="flex flex-wrap items-center justify-end gap-1.5">
      {keys.map((each) => (
        <span key={each} className="flex items-center gap-0.5">
          <Keys keys={each} />
          <IconButton
            icon={X}
            size="small"
            label={t('keys_remove', { keys: shown(each), title })}
            onClick={() => onChoose(keys.filter((other) => other !== each))}
          />
        </span>
      ))}
      {keys.length === 0 && <span className="text-quiet">{t('keys_none')}</span>}
      {taking ? (
        <Taker
          name={name}
          changed={changed}
          title={title}
          onTake={(taken) => {
            setTaking(false)
            if (taken && !keys.includes(taken)) onChoose([...keys, taken])
          }}
        />
      ) : (
        <Button aria-label={t('keys_add_to', { title })} onClick={() => setTaking(true)}>
          <Plus aria-hidden size={14} />
          {t('keys_add')}
        </Button>
      )}
      {changed?.[name] && <IconButton icon={RotateCcw} label={t('keys_reset_named', { title })} onClick={onReset} />}
    </div>
  )
}

interface TakerProps {
  name: Shortcut
  changed: Changed
  title: string
  /** With nothing when the person changed their mind. */
  onTake: (keys?: string) => void
}

function Taker({ name, changed, title, onTake }: TakerProps) {
  const { t } = useTranslation()
  const [refused, setRefused] = useState('')
  const about = useId()

  const pressed = (event: KeyboardEvent<HTMLInputElement>) => {
    // Tab leads out of the field, as anywhere.
    if (event.key === 'Tab' && !event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') return onTake()
    const keys = pressedKeys(event.nativeEvent)
    if (!keys) return setRefused(['Control', 'Meta', 'Shift', 'Alt', 'AltGraph'].includes(event.key) ? '' : t('keys_alone'))
    const why = refusal(keys, name, changed)
    if (!why) return onTake(keys)
    setRefused(why === 'kept' ? t('keys_kept', { keys: shown(keys) }) : t('keys_taken', { keys: shown(keys), title: t(`shortcut.${why}`) }))
  }

  return (
    <span className="flex min-w-0 flex-col items-end gap-1">
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- one asked for it to press keys
        autoFocus
        readOnly
        data-takes-keys
        aria-label={t('keys_press_for', { title })}
        aria-describedby={about}
        value=""
        placeholder={t('keys_press')}
        onKeyDown={pressed}
        onBlur={() => onTake()}
        className="h-8 w-44 rounded-md border border-ember bg-surface px-3 outline-none placeholder:text-quiet"
      />
      <span id={about} role="alert" className="max-w-56 text-end text-small text-quiet">
        {refused}
      </span>
    </span>
  )
}
