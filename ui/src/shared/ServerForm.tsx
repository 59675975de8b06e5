// Adds something of a server: its address and key, then what it has there, or what one knows by name.
import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Refused } from '../api/client'
import { Button } from './Button'
import { Field } from './Field'
import { ProblemText } from './ProblemText'

export interface Asked {
  address: string
  key: string
}

interface ServerFormProps {
  label?: string
  className: string
  placeholder: string
  /** The field for a name that the server does not list. */
  name: { label: string; about: string; value: string; onChange: (name: string) => void }
  /** What the button does that sends the form, in words. */
  action: string
  blocked: boolean
  onSend: (asked: Asked) => Promise<void>
  /** Another server is meant: what was listed belongs to the one that was asked. */
  onAnother: () => void
  onClose: () => void
  /** What the server has, for the address as it stands there. */
  children: (address: string) => ReactNode
}

export function ServerForm({ label, className, placeholder, name, action, blocked, onSend, onAnother, onClose, children }: ServerFormProps) {
  const { t } = useTranslation()
  const [address, setAddress] = useState('')
  const [key, setKey] = useState('')
  // Some servers list nothing, for nobody: whoever knows a name there can add it all the same.
  const [unlisted, setUnlisted] = useState(false)
  const [refusal, setRefusal] = useState<Refused | null>(null)
  const [busy, setBusy] = useState(false)
  const addressField = useRef<HTMLInputElement>(null)
  const keyField = useRef<HTMLInputElement>(null)
  const nameField = useRef<HTMLInputElement>(null)
  const why = useId()
  const problem = refusal?.problem
  const about = (field: string) => (problem && problem.param === field ? why : undefined)

  useEffect(() => addressField.current?.focus(), [])
  useEffect(() => {
    if (unlisted) nameField.current?.focus()
  }, [unlisted])

  const send = async () => {
    setBusy(true)
    setRefusal(null)
    try {
      await onSend({ address, key })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      setRefusal(error)
      if (error.problem.param === 'address') addressField.current?.focus()
      if (error.problem.param === 'key') keyField.current?.focus()
      if (error.problem.param === 'name') setUnlisted(true)
    } finally {
      setBusy(false)
    }
  }

  const change = (set: (text: string) => void) => (event: { target: { value: string } }) => {
    set(event.target.value)
    setUnlisted(false)
    onAnother()
  }

  return (
    <form
      aria-label={label}
      className={className}
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) void send()
      }}
    >
      <Field
        ref={addressField}
        label={t('server_address')}
        value={address}
        onChange={change(setAddress)}
        placeholder={placeholder}
        inputMode="url"
        autoCapitalize="none"
        problem={about('address')}
      />
      <Field
        ref={keyField}
        label={t('server_key')}
        about={t('server_key_about')}
        type="password"
        autoComplete="new-password"
        value={key}
        onChange={change(setKey)}
        problem={about('key')}
      />
      {problem && <ProblemText problem={problem} id={why} />}
      {unlisted && (
        <Field
          ref={nameField}
          label={name.label}
          about={name.about}
          value={name.value}
          onChange={(event) => name.onChange(event.target.value)}
        />
      )}
      {children(address.trim())}
      <div className="flex justify-end gap-2 pt-1">
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button kind="primary" type="submit" disabled={busy || blocked || address.trim() === ''}>
          {busy ? t('asking') : action}
        </Button>
      </div>
    </form>
  )
}
