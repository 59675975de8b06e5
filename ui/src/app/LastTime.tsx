// What happened while the page was away: how the last Fireside ended, and whether this one is a new version. Said once.
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
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

/** A page of the version before belongs to another server: it is loaded again. */
function useOwnVersion(): void {
  const { data: status } = useStatus()
  const own = useRef(status?.version)
  useEffect(() => {
    if (!status) return
    if (own.current !== undefined && own.current !== status.version) window.location.reload()
    own.current = status.version
  }, [status])
}

function useUpdateNews(): void {
  const { t } = useTranslation()
  const { data: state } = useUpdates()
  const { data: settings } = useSettings()
  const { ending, news, newer } = state ?? {}
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
  useOwnVersion()
  useUpdateNews()
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
