// What happened while the page was away: how the last Fireside ended, and whether this one is a new version. Said once.
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSettings, useStatus } from '../api/queries'
import type { CrashReport } from '../api/types'
import { crashes, updates, useCrashes, useUpdates } from '../api/updates'
import { patient } from '../shared/patient'
import { tell } from '../shared/toasts'
import { words } from '../shared/words'
import { openSettings } from './panels'

const ReportDialog = lazy(() => patient(() => import('../features/settings/ReportDialog')))

const TOLD = 'fireside.version_told'

/** The version that this page was loaded with. A page of the version before is loaded again. */
function useOwnVersion(): string | undefined {
  const { data: status } = useStatus()
  const [own, setOwn] = useState(status?.version)
  const theirs = status?.version
  if (own === undefined && theirs !== undefined) setOwn(theirs)
  useEffect(() => {
    if (own !== undefined && theirs !== undefined && own !== theirs) window.location.reload()
  }, [own, theirs])
  return own
}

function useUpdateNews(own: string | undefined): void {
  const { t } = useTranslation()
  const { data: state } = useUpdates()
  const { data: settings } = useSettings()
  // What a page hears that is about to be loaded again would be lost with it.
  const { ending, news, newer } = state?.version === own && state ? state : {}
  useEffect(() => {
    if (!ending) return
    void updates.forgetEnding().catch(() => undefined)
    const action = { label: t('updates.show'), run: () => openSettings('about') }
    if (!ending.problem) return tell({ title: t('updates.updated', { version: ending.version }), action })
    tell({ title: t('updates.not_updated', { version: ending.version }), about: words(ending.problem).about, action, level: 'error' })
  }, [ending, t])
  useEffect(() => {
    if (!newer || !news || !settings?.check_updates || localStorage.getItem(TOLD) === news.version) return
    localStorage.setItem(TOLD, news.version)
    tell({ title: t('updates.found', { version: news.version }), action: { label: t('updates.show'), run: () => openSettings('about') } })
  }, [newer, news, settings?.check_updates, t])
}

export function LastTime() {
  const { t } = useTranslation()
  const { data: known } = useCrashes()
  const [shown, setShown] = useState<CrashReport | null>(null)
  const unseen = known?.unseen
  useUpdateNews(useOwnVersion())
  useEffect(() => {
    if (!unseen) return
    void crashes.seen().catch(() => undefined)
    const kind = unseen.place === 'end' ? 'ended' : 'broke'
    tell({
      title: t(`crashes.${kind}`),
      about: t(`crashes.${kind}_about`),
      action: { label: t('crashes.show'), run: () => setShown(unseen) },
    })
  }, [unseen, t])
  if (!shown) return null
  return (
    <Suspense>
      <ReportDialog report={shown} onClose={() => setShown(null)} />
    </Suspense>
  )
}
