// Newer versions: look, read what is new, fetch, install.
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Refused } from '../../api/client'
import type { UpdateState } from '../../api/types'
import { updates, useUpdates } from '../../api/updates'
import { Button } from '../../shared/Button'
import { Confirm } from '../../shared/Dialog'
import { Fetching } from '../../shared/Fetching'
import { date, moment, size } from '../../shared/format'
import { Markdown } from '../../shared/markdown'
import { ProblemText } from '../../shared/ProblemText'
import { tellError } from '../../shared/toasts'
import { useCopied } from '../../shared/useCopied'

export function Updates() {
  const { t } = useTranslation()
  const { data: state } = useUpdates()
  const look = useMutation({
    mutationFn: updates.look,
    // Why it failed stands below, and stays there.
    onError: (error) => error instanceof Refused || tellError(error),
  })
  if (!state?.set_up) return null
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <Button disabled={look.isPending} onClick={() => look.mutate()}>
          {look.isPending ? t('updates.looking') : t('updates.look')}
        </Button>
        <p role="status" className="text-quiet">
          {state.checked_at && !state.problem && !state.newer && `${t('updates.newest')} `}
          {state.checked_at && t('updates.checked', { when: moment(state.checked_at) })}
        </p>
      </div>
      {state.problem && <ProblemText problem={state.problem} id="updates-problem" />}
      {state.newer && <Newer state={state} />}
    </>
  )
}

function Newer({ state }: { state: UpdateState }) {
  const { t, i18n } = useTranslation()
  const { news } = state
  if (!news) return null
  const notes = news.notes[i18n.language] ?? news.notes['en'] ?? ''
  const facts = [date(news.date), news.size && size(news.size)].filter(Boolean)
  return (
    <section aria-label={t('updates.title', { version: news.version })} className="flex flex-col gap-3 rounded-md border border-line p-4">
      <div>
        <h3 className="font-medium">{t('updates.title', { version: news.version })}</h3>
        <p className="text-small text-quiet tabular-nums">{facts.join(' · ')}</p>
      </div>
      <NextStep state={state} version={news.version} />
      {notes && (
        <div
          role="region"
          aria-label={t('updates.news')}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached with the keyboard
          tabIndex={0}
          className="max-h-64 overflow-y-auto border-t border-line pt-3 select-text"
        >
          <Markdown text={notes} />
        </div>
      )}
    </section>
  )
}

/** The one thing that can be done now. */
function NextStep({ state, version }: { state: UpdateState; version: string }) {
  const { t } = useTranslation()
  const fetch = useMutation({ mutationFn: updates.fetch, onError: tellError })
  if (state.kind === 'source') return <p className="text-quiet">{t('updates.source')}</p>
  if (state.step) return <p className="text-quiet">{t('updates.step', { version: state.step })}</p>
  if (!state.fits) return <p className="text-quiet">{t('updates.misfit')}</p>
  if (state.download) return <Fetching download={state.download} />
  if (state.ready) return state.replaces_itself ? <Install version={version} /> : <ByHand path={state.path} command={state.command} />
  return (
    <Button kind="primary" className="self-start" disabled={fetch.isPending} onClick={() => fetch.mutate()}>
      {t('updates.fetch', { version })}
    </Button>
  )
}

function Install({ version }: { version: string }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const install = useMutation({ mutationFn: updates.install, onError: tellError })
  return (
    <>
      <Button
        kind="primary"
        className="self-start"
        // Once it is ready, Fireside ends, and this page with it.
        disabled={install.isPending || install.isSuccess}
        onClick={() => setAsking(true)}
      >
        {install.isPending || install.isSuccess ? t('updates.installing') : t('updates.install')}
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={t('updates.install_title', { version })}
        about={t('updates.install_about')}
        action={t('updates.install')}
        onConfirm={() => install.mutate()}
      />
    </>
  )
}

function ByHand({ path, command }: { path: string; command: string }) {
  const { t } = useTranslation()
  const [copied, copy] = useCopied()
  return (
    <>
      <p>{t('updates.by_hand')}</p>
      <code dir="ltr" className="rounded-md border border-line bg-surface px-3 py-1.5 font-mono text-small break-all select-text">
        {command || path}
      </code>
      <Button className="self-start" onClick={() => copy(command || path)}>
        {copied ? t('copied') : t('copy')}
      </Button>
    </>
  )
}
