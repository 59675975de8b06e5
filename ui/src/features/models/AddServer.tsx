// Adds a model of a server: its address and key, then one of the models that it has.
import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, http, Refused } from '../../api/client'
import type { Served, Thread } from '../../api/types'
import { Button } from '../../shared/Button'
import { Dialog } from '../../shared/Dialog'
import { tell } from '../../shared/toasts'
import { welcome } from './answering'
import { Field } from '../../shared/Field'
import { ProblemText } from '../../shared/ProblemText'
import { ServedList } from './ServedList'

interface AddServerProps {
  open: boolean
  thread: Thread | undefined
  onClose: () => void
}

export function AddServer({ open, thread, onClose }: AddServerProps) {
  const { t } = useTranslation()
  return (
    <Dialog open={open} onClose={onClose} title={t('add_server')} about={t('add_server_about')}>
      <ServerForm thread={thread} onClose={onClose} />
    </Dialog>
  )
}

function ServerForm({ thread, onClose }: Omit<AddServerProps, 'open'>) {
  const { t } = useTranslation()
  const [address, setAddress] = useState('')
  const [key, setKey] = useState('')
  const [served, setServed] = useState<Served | null>(null)
  const [name, setName] = useState('')
  // Some servers list nothing, for nobody: whoever knows the model's name can add it all the same.
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

  const list = async () => {
    const found = await ask(http.POST('/api/v0/servers/models/list', { body: { address, key } }))
    setServed(found)
    setName(found.models[0]?.name ?? '')
  }

  const add = async () => {
    const model = await ask(http.POST('/api/v0/servers/models', { body: { address, key, name: name.trim() } }))
    await welcome(model, thread)
    tell({ title: t('model_added', { name: model.name }) })
    onClose()
  }

  const submit = async () => {
    setBusy(true)
    setRefusal(null)
    try {
      await (name ? add() : list())
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

  // What was listed belongs to the address and the key that were asked with.
  const change = (set: (text: string) => void) => (event: { target: { value: string } }) => {
    set(event.target.value)
    setServed(null)
    setUnlisted(false)
    setName('')
  }

  return (
    <form
      className="flex min-h-0 flex-col gap-3 overflow-y-auto px-5 pt-1 pb-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) void submit()
      }}
    >
      <Field
        ref={addressField}
        label={t('server_address')}
        value={address}
        onChange={change(setAddress)}
        placeholder="localhost:11434"
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
          label={t('served_name')}
          about={t('served_name_about')}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      )}
      {served && <ServedList served={served} name={name} onName={setName} />}
      <div className="flex justify-end gap-2 pt-1">
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button kind="primary" type="submit" disabled={busy || address.trim() === '' || (served !== null && !name)}>
          {busy ? t('asking') : served || name ? t('add') : t('show_models')}
        </Button>
      </div>
    </form>
  )
}
