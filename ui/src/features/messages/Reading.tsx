// What a run is doing before and between its words: waiting for the model, folding what is old, reading, writing.
import { useTranslation } from 'react-i18next'
import { cancel } from '../../api/actions'
import { useLive, type Writing } from '../../live'
import { Button } from '../../shared/Button'
import { number, percent } from '../../shared/format'
import { tellError } from '../../shared/toasts'

// Shorter prompts are read before one could read of it.
const LONG = 512

export function Reading({ live, started }: { live: Writing | undefined; started: boolean }) {
  const { t } = useTranslation()
  const loading = useLive((state) => (state.model?.status === 'loading' ? state.model.progress : null))
  if (started) return <span aria-hidden className="breathe block size-2 rounded-full bg-ember" />

  const folding = live?.phase === 'folding'
  const reading = live && (folding || live.total > LONG) && live.read < live.total
  const fraction = reading ? live.read / live.total : folding ? 1 : loading
  const words = folding
    ? t('folding')
    : reading
      ? t('reading_prompt', { read: number(live.read), total: number(live.total) })
      : loading !== null
        ? t('waiting_for_model', { progress: percent(loading) })
        : t('thinking')
  return (
    <div className="flex min-h-6 items-center gap-3 text-quiet">
      <span aria-hidden className="breathe size-2.5 shrink-0 rounded-full bg-ember" />
      <span className={fraction === null ? 'sr-only' : ''}>{words}</span>
      {fraction !== null && fraction !== undefined && (
        <>
          <progress aria-label={words} value={fraction} className="thin-progress h-1 w-28" />
          {live && (
            <Button kind="quiet" onClick={() => void cancel(live.run.id).catch(tellError)}>
              {t('stop')}
            </Button>
          )}
        </>
      )}
    </div>
  )
}
