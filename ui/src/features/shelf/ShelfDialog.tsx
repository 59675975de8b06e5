// The models that one has: all of them on the left, the one that is looked at on the right; on a phone one after the other.
import { ArrowLeft, Boxes } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useModelShelf } from '../../api/shelf'
import type { Model } from '../../api/types'
import { useLive } from '../../live'
import { Button } from '../../shared/Button'
import { Dialog } from '../../shared/Dialog'
import { PHONE, useMedia } from '../../shared/useMedia'
import { ModelCard } from './ModelCard'
import { ModelList } from './ModelList'

interface ShelfDialogProps {
  /** The model that is looked at first; empty for none. */
  looked: string
  /** Lets a model answer. */
  onUse: (modelId: string) => void
  /** Looks for a model whose file is gone. */
  onFindAgain: (model: Model) => void
  onFindMore: () => void
  onClose: () => void
}

export function ShelfDialog({ looked, onUse, onFindAgain, onFindMore, onClose }: ShelfDialogProps) {
  const { t } = useTranslation()
  const phone = useMedia(PHONE)
  const { data: shelf } = useModelShelf()
  const loaded = useLive((live) => live.model?.model_id)
  const [chosen, setChosen] = useState(looked)
  const one = shelf?.models.find(({ model }) => model.id === chosen)
  const first = shelf?.models.find(({ model }) => model.id === loaded) ?? shelf?.models[0]
  const shown = one ?? (phone ? undefined : first)
  return (
    <Dialog open onClose={onClose} title={t('shelf.title')} size="large">
      <div className="flex min-h-0 flex-1 border-t border-line">
        {shelf && (
          <ModelList shelf={shelf} chosen={shown?.model.id} hidden={phone && one !== undefined} onChoose={setChosen} onFindMore={onFindMore} />
        )}
        {shown ? (
          <div className="flex min-w-0 flex-1 flex-col">
            {phone && (
              <div className="shrink-0 border-b border-line p-2">
                <Button kind="quiet" onClick={() => setChosen('')} className="min-h-10">
                  <ArrowLeft aria-hidden size={15} className="rtl:-scale-x-100" />
                  {t('shelf.back')}
                </Button>
              </div>
            )}
            <ModelCard
              key={shown.model.id}
              one={shown}
              measuring={shelf?.measuring ?? null}
              onUse={onUse}
              onFindAgain={onFindAgain}
              onGone={() => setChosen('')}
            />
          </div>
        ) : (
          !phone && shelf && (
            <div className="m-auto flex max-w-72 flex-col items-center gap-3 p-6 text-center text-quiet">
              <Boxes aria-hidden size={28} strokeWidth={1.5} />
              <p>{t('shelf.none')}</p>
            </div>
          )
        )}
      </div>
    </Dialog>
  )
}
