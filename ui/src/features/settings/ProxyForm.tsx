// The address of a proxy, and the name and password that it wants.
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Refused } from '../../api/client'
import type { Way } from '../../api/types'
import { Button } from '../../shared/Button'
import { Field } from '../../shared/Field'
import { ProblemText } from '../../shared/ProblemText'
import { tell } from '../../shared/toasts'

export interface NewWay {
  proxy: string
  user?: string
  password: string
}

interface ProxyFormProps {
  way: Way
  /** Throws `Refused`. */
  onSave: (way: NewWay) => Promise<void>
}

export function ProxyForm({ way, onSave }: ProxyFormProps) {
  const { t } = useTranslation()
  const [proxy, setProxy] = useState(way.proxy)
  const [user, setUser] = useState(way.user)
  const [password, setPassword] = useState('')
  const [refusal, setRefusal] = useState<Refused | null>(null)
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const why = useId()

  const save = async () => {
    setBusy(true)
    setRefusal(null)
    try {
      // A login that was not touched stays as it is kept; one in the address itself is taken from there.
      const touched = user.trim() !== way.user || password !== ''
      await onSave(touched ? { proxy, user: user.trim(), password } : { proxy, password })
      setPassword('')
      tell({ title: t('proxy_saved') })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      setRefusal(error)
      field.current?.focus()
    } finally {
      setBusy(false)
    }
  }

  return (
    <form
      aria-label={t('proxy')}
      className="flex max-w-xl flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) void save()
      }}
    >
      <Field
        ref={field}
        label={t('proxy_address')}
        value={proxy}
        onChange={(event) => setProxy(event.target.value)}
        placeholder="http://proxy.example:3128"
        inputMode="url"
        autoCapitalize="none"
        problem={refusal ? why : undefined}
      />
      {refusal && <ProblemText problem={refusal.problem} id={why} />}
      <div className="grid gap-3 sm:grid-cols-2">
        <Field
          label={t('proxy_user')}
          about={t('proxy_login_about')}
          value={user}
          onChange={(event) => setUser(event.target.value)}
          autoCapitalize="none"
        />
        <Field
          label={t('proxy_password')}
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          placeholder={way.user ? t('proxy_password_kept') : ''}
        />
      </div>
      <Button kind="primary" type="submit" className="self-start" disabled={busy || proxy.trim() === ''}>
        {t('save')}
      </Button>
    </form>
  )
}
