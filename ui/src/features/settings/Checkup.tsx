// What Fireside finds when it looks at itself, and the whole report to copy.
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ask, http } from '../../api/client'
import type { Finding } from '../../api/types'
import { Button } from '../../shared/Button'
import { tellError } from '../../shared/toasts'
import { useCopied } from '../../shared/useCopied'

export function Checkup() {
  const { t } = useTranslation()
  const [copied, copy] = useCopied()
  const look = useMutation({ mutationFn: () => ask(http.GET('/api/v0/doctor')), onError: tellError })
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Button disabled={look.isPending} onClick={() => look.mutate()}>
          {look.isPending ? t('checkup_looking') : t('checkup_look')}
        </Button>
        {look.data && <Button onClick={() => copy(look.data.text)}>{copied ? t('copied') : t('checkup_copy')}</Button>}
      </div>
      <div role="status">
        {look.data && (
          <>
            <p className="mb-2">{look.data.healthy ? t('checkup_healthy') : t('checkup_missing')}</p>
            <ul className="rounded-md border border-line">
              {look.data.findings.map((finding) => (
                <Line key={finding.name} finding={finding} />
              ))}
            </ul>
          </>
        )}
      </div>
    </>
  )
}

const SIGNS = { ok: '✓', warning: '!', missing: '✗' } as const

// Its words are the doctor's, which speaks English: so that whoever is asked for help can read them.
function Line({ finding: { name, status, words, hint } }: { finding: Finding }) {
  const { t } = useTranslation()
  return (
    <li lang="en" className="flex gap-3 border-b border-line px-3 py-2 last:border-0">
      <span aria-hidden className={status === 'ok' ? 'text-quiet' : 'font-semibold text-ember'}>
        {SIGNS[status]}
      </span>
      <span className="min-w-0 break-words">
        <span className="font-medium">{name}</span>
        <span className="sr-only">, {t(`finding.${status}`)}</span>: {words}
        {hint && status !== 'ok' && <span className="block text-quiet">{hint}</span>}
      </span>
    </li>
  )
}
