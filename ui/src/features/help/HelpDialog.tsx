// The help as a panel: a search and the list of pages on the left, a page on the right; on a phone one after the other.
import { useTranslation } from 'react-i18next'
import { Refused } from '../../api/client'
import { useHelp } from '../../api/help'
import type { HelpArticle } from '../../api/types'
import { Dialog } from '../../shared/Dialog'
import { PHONE, useMedia } from '../../shared/useMedia'
import { words } from '../../shared/words'
import { Article } from './Article'
import { Contents } from './Contents'
import { anchorIn, groupsOf, type HelpPlace } from './pages'

interface HelpDialogProps {
  place: HelpPlace
  onPlace: (place: HelpPlace) => void
  onClose: () => void
}

/** The section that is meant, also when a reply in another language named it. */
function useAnchor(page: HelpArticle | undefined, wanted: string | undefined): string | undefined {
  const { i18n } = useTranslation()
  const here = page && anchorIn(page, wanted, undefined)
  const elsewhere = page !== undefined && wanted !== undefined && here === undefined
  const { data: twins } = useHelp(i18n.language === 'de' ? 'en' : 'de', elsewhere)
  return here ?? (page && anchorIn(page, wanted, twins?.find(({ name }) => name === page.name)))
}

export function HelpDialog({ place, onPlace, onClose }: HelpDialogProps) {
  const { t, i18n } = useTranslation()
  const phone = useMedia(PHONE)
  const { data: pages, error } = useHelp(i18n.language)
  const chosen = pages?.find(({ name }) => name === place.page)
  const page = chosen ?? (phone || !pages ? undefined : groupsOf(pages)[0]?.pages[0])
  const anchor = useAnchor(chosen, place.anchor)
  return (
    <Dialog open onClose={onClose} title={t('help')} size="large">
      <div className="flex min-h-0 flex-1 border-t border-line">
        <Contents pages={pages} shown={page?.name} hidden={phone && page !== undefined} onPlace={onPlace} />
        {page && (
          <Article key={page.name} page={page} place={place} anchor={anchor} onBack={phone ? () => onPlace({}) : undefined} />
        )}
        {error instanceof Refused && <p className="flex-1 p-6 text-quiet">{words(error.problem).title}</p>}
      </div>
    </Dialog>
  )
}
