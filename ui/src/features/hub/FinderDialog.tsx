// Finds models: a search on the left, the model that is looked at on the right; on a phone one after the other.
import { ArrowLeft, Telescope } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useModelOffers } from '../../api/queries'
import { Button } from '../../shared/Button'
import { Dialog } from '../../shared/Dialog'
import { PHONE, useMedia } from '../../shared/useMedia'
import { addressIn } from './address'
import type { Chosen } from './chosen'
import { EntryView } from './EntryView'
import { nameOf } from './names'
import { RepositoryView } from './RepositoryView'
import { SearchPane } from './SearchPane'
import { useHub } from './useHub'

interface FinderDialogProps {
  /** What is looked for at first. */
  wanted: string
  /** Lets a model answer. */
  onUse: (modelId: string) => void
  onClose: () => void
}

export function FinderDialog({ wanted, onUse, onClose }: FinderDialogProps) {
  const { t } = useTranslation()
  const phone = useMedia(PHONE)
  const { address } = useHub()
  const [words, setWords] = useState(wanted)
  const [chosen, setChosen] = useState<Chosen | null>(() => {
    const named = addressIn(wanted, address)
    return named ? { repository: named.repository, meant: named.variant } : null
  })
  return (
    <Dialog open onClose={onClose} title={t('finder.title')} size="large">
      <div className="flex min-h-0 flex-1 border-t border-line">
        <SearchPane words={words} onWords={setWords} chosen={chosen} onChoose={setChosen} hidden={phone && chosen !== null} />
        {chosen ? (
          <Looked
            key={JSON.stringify(chosen)}
            chosen={chosen}
            onChoose={setChosen}
            onUse={onUse}
            onBack={phone ? () => setChosen(null) : undefined}
          />
        ) : (
          !phone && (
            <div className="m-auto flex max-w-72 flex-col items-center gap-3 p-6 text-center text-quiet">
              <Telescope aria-hidden size={28} strokeWidth={1.5} />
              <p>{t('finder.choose')}</p>
            </div>
          )
        )}
      </div>
    </Dialog>
  )
}

interface LookedProps {
  chosen: Chosen
  onChoose: (chosen: Chosen) => void
  onUse: (modelId: string) => void
  onBack: (() => void) | undefined
}

function Looked({ chosen, onChoose, onUse, onBack }: LookedProps) {
  const { t } = useTranslation()
  const { data: known } = useModelOffers()
  const title = useRef<HTMLHeadingElement>(null)
  const alone = onBack !== undefined
  const offer = 'entry' in chosen ? known?.offers.find(({ entry }) => entry.id === chosen.entry) : undefined
  const [publisher, name] = 'entry' in chosen ? ['', offer?.entry.name] : [chosen.repository.split('/')[0], nameOf(chosen.repository)]
  useEffect(() => {
    if (alone) title.current?.focus({ preventScroll: true })
  }, [alone])
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      {onBack && (
        <div className="shrink-0 border-b border-line p-2">
          <Button kind="quiet" onClick={onBack} className="min-h-10">
            <ArrowLeft aria-hidden size={16} className="rtl:rotate-180" />
            {t('finder.back')}
          </Button>
        </div>
      )}
      <div
        role="region"
        aria-label={name}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled with the keyboard
        tabIndex={0}
        className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto px-4 pt-4 pb-8 -outline-offset-2 sm:px-6"
      >
        <div>
          <h3 ref={title} tabIndex={-1} className="font-serif text-[1.5rem] leading-8 tracking-[-0.01em] break-words outline-none">
            {name}
          </h3>
          {publisher && <p className="text-quiet">{t('finder.by_publisher', { publisher })}</p>}
        </div>
        {offer && (
          <EntryView offer={offer} onRepository={(repository) => onChoose({ repository, meant: '' })} onUse={onUse} />
        )}
        {'repository' in chosen && <RepositoryView repository={chosen.repository} meant={chosen.meant} onUse={onUse} />}
      </div>
    </div>
  )
}
