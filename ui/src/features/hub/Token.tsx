// The access token for the hub: entered once, kept where keys are kept, never shown again, and removed with one press.
import { Check } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Refused } from '../../api/client'
import { signIn, useHubAccount } from '../../api/hub'
import { Button } from '../../shared/Button'
import { Field } from '../../shared/Field'
import { ProblemText } from '../../shared/ProblemText'
import { useHub } from './useHub'

export function Token() {
  const { t } = useTranslation()
  const { address, host } = useHub()
  const { data: account } = useHubAccount()
  const [token, setToken] = useState('')
  const [refusal, setRefusal] = useState<Refused | null>(null)
  const [busy, setBusy] = useState(false)
  const why = useId()

  const keep = async (next: string) => {
    setBusy(true)
    setRefusal(null)
    try {
      await signIn(next)
      setToken('')
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      setRefusal(error)
    } finally {
      setBusy(false)
    }
  }

  const problem = refusal && <ProblemText problem={refusal.problem} id={why} />
  if (account?.signed_in) {
    return (
      <div className="flex flex-col gap-2">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <p role="status" className="flex min-w-0 flex-1 items-center gap-2">
            <Check aria-hidden size={14} className="shrink-0" />
            {t('token.kept', { host })}
          </p>
          <Button disabled={busy} onClick={() => void keep('')}>
            {t('token.remove')}
          </Button>
        </div>
        {problem}
      </div>
    )
  }
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (token.trim() && !busy) void keep(token.trim())
      }}
    >
      <Field
        label={t('token.label')}
        type="password"
        autoComplete="new-password"
        value={token}
        onChange={(event) => setToken(event.target.value)}
        maxLength={500}
        problem={problem ? why : undefined}
      />
      {problem}
      <p className="text-small text-quiet">
        {t('token.about', { host })}{' '}
        <a
          href={`${address}/settings/tokens`}
          target="_blank"
          rel="noopener noreferrer"
          className="underline underline-offset-2 hover:text-text"
        >
          {t('token.make', { host })}
        </a>
      </p>
      <Button type="submit" className="self-start" disabled={busy || token.trim() === ''}>
        {t('token.keep')}
      </Button>
    </form>
  )
}
