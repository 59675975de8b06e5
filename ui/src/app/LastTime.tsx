// What happened while the page was away: how the last Fireside ended, and whether this one is a new version. Said once.
import { lazy, Suspense, useEffect, useState } from 'react'
import { useSettings, useStatus } from '../api/queries'
import type { CrashReport, Settings } from '../api/types'
import { crashes, updates, useCrashes, useUpdates } from '../api/updates'
import { i18n, speakLanguage } from '../shared/i18n'
import { patient } from '../shared/patient'
import { tell } from '../shared/toasts'
import { words } from '../shared/words'
import { openSettings, usePanels } from './panels'

const ReportDialog = lazy(() => patient(() => import('../features/settings/ReportDialog')))

const TOLD = 'fireside.version_told'
const said = new Set<string>()

/** Says it, in the person's language, if this page has not said it yet. */
function sayOnce(what: string, settings: Settings, say: () => void): void {
  if (said.has(what)) return
  said.add(what)
  void speakLanguage(settings.language).then(say)
}

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
  const { data: state } = useUpdates()
  const { data: settings } = useSettings()
  // What a page hears that is about to be loaded again would be lost with it.
  const { ending, news, newer } = state && state.version === own ? state : {}
  useEffect(() => {
    if (!ending || !settings) return
    const { version, problem } = ending
    sayOnce(`ending of ${version}`, settings, () => {
      const action = { label: i18n.t('updates.show'), run: () => openSettings('about') }
      if (!problem) tell({ title: i18n.t('updates.updated', { version }), action })
      else tell({ title: i18n.t('updates.not_updated', { version }), about: words(problem).about, action, level: 'error' })
      void updates.forgetEnding().catch(() => undefined)
    })
  }, [ending, settings])
  useEffect(() => {
    if (!newer || !news || !settings?.check_updates) return
    // Whoever looks for it in the settings sees it there.
    if (usePanels.getState().settings || localStorage.getItem(TOLD) === news.version) return
    localStorage.setItem(TOLD, news.version)
    sayOnce(`news of ${news.version}`, settings, () =>
      tell({
        title: i18n.t('updates.found', { version: news.version }),
        action: { label: i18n.t('updates.show'), run: () => openSettings('about') },
      }),
    )
  }, [newer, news, settings])
}

export function LastTime() {
  const { data: known } = useCrashes()
  const { data: settings } = useSettings()
  const [shown, setShown] = useState<CrashReport | null>(null)
  const unseen = known?.unseen
  useUpdateNews(useOwnVersion())
  useEffect(() => {
    if (!unseen || !settings) return
    sayOnce(`report ${unseen.id}`, settings, () => {
      const kind = unseen.place === 'end' ? 'ended' : 'broke'
      tell({
        title: i18n.t(`crashes.${kind}`),
        about: i18n.t(`crashes.${kind}_about`),
        action: { label: i18n.t('crashes.show'), run: () => setShown(unseen) },
      })
      void crashes.seen().catch(() => undefined)
    })
  }, [unseen, settings])
  if (!shown) return null
  return (
    <Suspense>
      <ReportDialog report={shown} onClose={() => setShown(null)} />
    </Suspense>
  )
}
