// All models that one has, each in two lines; below them those that were removed and can be brought back.
import { Search } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { shelf as actions, type ModelShelf, type RemovedModel, type ShelfModel } from '../../api/shelf'
import { useLive } from '../../live'
import { Button } from '../../shared/Button'
import { number, size } from '../../shared/format'
import { tellError } from '../../shared/toasts'

interface ModelListProps {
  shelf: ModelShelf
  chosen: string | undefined
  hidden: boolean
  onChoose: (id: string) => void
  onFindMore: () => void
}

export function ModelList({ shelf, chosen, hidden, onChoose, onFindMore }: ModelListProps) {
  const { t } = useTranslation()
  return (
    <div className={`min-w-0 flex-1 flex-col md:flex md:max-w-72 md:border-e md:border-line ${hidden ? 'hidden' : 'flex'}`}>
      <ul aria-label={t('shelf.title')} className="min-h-0 flex-1 overflow-y-auto p-2">
        {shelf.models.map((one) => (
          <Row key={one.model.id} one={one} chosen={one.model.id === chosen} onChoose={onChoose} />
        ))}
      </ul>
      <Removed removed={shelf.removed} />
      <div className="border-t border-line p-3">
        <Button className="w-full pointer-coarse:min-h-11" onClick={onFindMore}>
          <Search aria-hidden size={14} />
          {t('finder.open')}
        </Button>
      </div>
    </div>
  )
}

function Row({ one, chosen, onChoose }: { one: ShelfModel; chosen: boolean; onChoose: (id: string) => void }) {
  const { t } = useTranslation()
  const { model, trouble } = one
  const status = useLive((live) => live.models[model.id]?.status)
  const loaded = status === 'ready' || status === 'idle'
  const facts = [
    model.size && size(model.size),
    model.quantisation,
    model.measured?.writing && t('shelf.rate', { rate: number(model.measured.writing, model.measured.writing < 10 ? 1 : 0) }),
  ]
  const how = model.missing ? t('shelf.missing') : loaded ? t('shelf.loaded') : trouble ? t('shelf.failed') : ''
  return (
    <li>
      <button
        type="button"
        aria-current={chosen}
        onClick={() => onChoose(model.id)}
        className="block w-full rounded-md px-2.5 py-1.5 text-start hover:bg-surface aria-[current=true]:bg-raised pointer-coarse:py-2.5"
      >
        <span className="block truncate" dir="auto">
          {model.name}
        </span>
        <span className="block truncate text-small text-quiet">
          {how && <span className="text-text">{how}</span>}
          {how && facts.some(Boolean) && ' · '}
          {facts.filter(Boolean).join(' · ') || (how ? '' : t(model.engine === 'server' ? 'shelf.server' : 'shelf.here'))}
        </span>
      </button>
    </li>
  )
}

function Removed({ removed }: { removed: readonly RemovedModel[] }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const act = (work: Promise<unknown>) => {
    setBusy(true)
    void work.catch(tellError).finally(() => setBusy(false))
  }
  const waiting = removed.reduce((sum, one) => sum + one.size, 0)
  if (removed.length === 0) return null
  return (
    <section aria-label={t('shelf.removed')} className="max-h-48 overflow-y-auto border-t border-line py-1.5 ps-4 pe-2">
      <ul>
        {removed.map(({ model, files }) => (
          <li key={model.id} className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate text-quiet" title={model.name}>
              {t(files.length > 0 ? 'shelf.deleted' : 'shelf.taken_off', { name: model.name })}
            </span>
            <Button kind="quiet" disabled={busy} aria-label={t('shelf.undo_of', { name: model.name })} onClick={() => act(actions.restore(model.id))}>
              {t('undo')}
            </Button>
          </li>
        ))}
      </ul>
      {waiting > 0 && (
        <p className="pe-2 pb-1 text-small text-quiet">
          {t('shelf.waiting', { size: size(waiting) })}{' '}
          <button type="button" disabled={busy} className="underline underline-offset-2 hover:text-text" onClick={() => act(actions.empty())}>
            {t('shelf.empty')}
          </button>
        </p>
      )}
    </section>
  )
}
