// Brings threads in from files: choose them, see what is in them, take what is wanted, read how it went.
import { useTranslation } from 'react-i18next'
import { Button } from '../../shared/Button'
import { Dialog } from '../../shared/Dialog'
import { percent } from '../../shared/format'
import { ChooseFiles } from './ChooseFiles'
import { Preview } from './Preview'
import { Report } from './Report'
import { useImport } from './useImport'

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { state, sending, offers, send, take, end } = useImport()
  const size = state?.status === 'ready' && state.new + state.grown > 0 ? 'wide' : 'small'
  return (
    <Dialog open onClose={onClose} title={t('import_threads')} about={state || sending ? undefined : t('import_about')} size={size}>
      {sending ? (
        <Going
          words={t('import_receiving', { name: sending.name })}
          share={sending.share}
          onStop={end}
        />
      ) : state?.status === 'looking' ? (
        <Going words={t('import_looking', { count: state.threads })} share={state.read / (state.total || 1)} onStop={end} />
      ) : state?.status === 'taking' ? (
        <Going words={t('import_taking', { count: state.taken })} share={state.read / (state.total || 1)} onStop={end} />
      ) : state?.status === 'ready' ? (
        <Preview state={state} offers={offers} onTake={(only) => void take(only)} onOther={end} />
      ) : state ? (
        <Report state={state} onOther={end} onClose={onClose} />
      ) : (
        <ChooseFiles onFiles={(files) => void send(files)} />
      )}
    </Dialog>
  )
}

function Going({ words, share, onStop }: { words: string; share: number; onStop: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col gap-3 px-5 pt-1 pb-5">
      <p role="status" className="truncate">
        {words}
      </p>
      <div
        role="progressbar"
        aria-label={words}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={percent(share)}
        className="h-1 overflow-hidden rounded-full bg-edge"
      >
        <div className="h-full bg-ember transition-[width]" style={{ width: `${Math.min(share, 1) * 100}%` }} />
      </div>
      <Button className="self-end" onClick={onStop}>
        {t('stop')}
      </Button>
    </div>
  )
}
