// How far a download is, written into everything that shows it: offers, lists, updates, copies.
import { keys, queries, readAgain } from './queries'
import type { Download, ModelOffers, OfferedVoice, RepositoryHolding, UpdateState, VariantChoice } from './types'

/** What the ids of copies of models begin with, before the model's own. */
const COPY = 'copy-'

export function keepDownload(download: Download): void {
  if (download.id.startsWith(COPY)) queries.setQueryData(keys.copy(download.id.slice(COPY.length)), download)
  if (download.id.startsWith('update-')) {
    queries.setQueryData<UpdateState>(keys.updates, (state) => state && updating(state, download))
    readAgain(keys.updates)
  }
  queries.setQueryData<OfferedVoice[]>(keys.offered, (voices) => voices?.map((voice) => came(voice, download)))
  queries.setQueryData<ModelOffers>(keys.modelOffers, (known) =>
    known && { ...known, offers: known.offers.map((offer) => withDownload(offer, download)) },
  )
  queries.setQueryData<Download[]>(keys.modelDownloads, (known) => known && listed(known, download))
  queries.setQueriesData<RepositoryHolding>({ queryKey: ['holding'] }, (known) => known && withDownload(known, download))
}

/** An offer with how far its download is; one that has ended is none any more. */
function came<T extends OfferedVoice | VariantChoice>(offer: T, download: Download): T {
  if (('download_id' in offer ? offer.download_id : offer.id) !== download.id) return offer
  return { ...offer, here: offer.here || download.status === 'done', download: hasEnded(download) ? null : download }
}

function hasEnded({ status }: Download): boolean {
  return status === 'done' || status === 'cancelled'
}

/** The downloads of models with how far one is; one that has ended is none any more. */
function listed(known: Download[], download: Download): Download[] {
  const place = known.findIndex(({ id }) => id === download.id)
  if (hasEnded(download)) return known.filter(({ id }) => id !== download.id)
  if (place >= 0) return known.with(place, download)
  return download.id.startsWith('model-') ? [...known, download] : known
}

function withDownload<T extends { choices: VariantChoice[] }>(offer: T, download: Download): T {
  return { ...offer, choices: offer.choices.map((choice) => came(choice, download)) }
}

/** What is known of updates, with how far the download of one is. */
function updating(state: UpdateState, download: Download): UpdateState {
  return { ...state, download: hasEnded(download) ? null : download }
}
