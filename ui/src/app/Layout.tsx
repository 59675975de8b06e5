// The places of the page: threads on the left, the thread beside them, and what lies over both.
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Outlet, useNavigate } from 'react-router'
import { useOpenings } from '../api/openings'
import { useStatus } from '../api/queries'
import type { Model } from '../api/types'
import { FindAgain } from '../features/models'
import { Dialog } from '../shared/Dialog'
import { useImporting } from '../shared/exporting'
import { findModels, stopFinding, useFinding } from '../shared/finding'
import { hideModels, useOwned } from '../shared/owned'
import { patient } from '../shared/patient'
import { ShortcutTable } from '../shared/ShortcutTable'
import { Toasts } from '../shared/toasts'
import { Beside } from './Beside'
import { LastTime } from './LastTime'
import { Palette } from './Palette'
import { closePanels, openPutAway, openSettings, usePanels } from './panels'
import { Sidebar } from './Sidebar'
import { useModel } from './useModel'
import { useLook } from './useLook'
import { useShortcuts } from './useShortcuts'

// Fetched when it is first opened; not the search, into which one types at once.
const Trouble = lazy(() => patient(() => import('./Trouble')))
const ImportDialog = lazy(() => patient(() => import('../features/exchange')))
const ShelfDialog = lazy(() => patient(() => import('../features/shelf')))
const FinderDialog = lazy(() => patient(() => import('../features/hub')))
const HelpDialog = lazy(() => patient(() => import('../features/help')))
const Openings = lazy(() => patient(() => import('../features/openings')))
const PutAway = lazy(() => patient(() => import('../features/threads/PutAway')))
const MonitorDialog = lazy(() => patient(() => import('../features/monitor')))
const PromptsDialog = lazy(() => patient(() => import('../features/prompts/library')))
const SettingsDialog = lazy(() => patient(() => import('../features/settings')))

export function Layout() {
  const { t } = useTranslation()
  const { data: status } = useStatus()
  const place = usePanels((panels) => panels.settings)
  const find = usePanels((panels) => panels.find)
  const help = usePanels((panels) => panels.help)
  const keys = usePanels((panels) => panels.keys)
  const searching = usePanels((panels) => panels.search)
  const prompts = usePanels((panels) => panels.prompts)
  const monitor = usePanels((panels) => panels.monitor)
  const importing = useImporting((state) => state.open)
  const wanted = useFinding((state) => state.wanted)
  const looked = useOwned((state) => state.looked)
  const [lost, setLost] = useState<Model | null>(null)
  const use = useModel()
  const navigate = useNavigate()
  const { data: openings } = useOpenings()
  const putAway = usePanels((panels) => panels.putAway)
  useShortcuts()

  useLook()

  if (status?.problem) {
    return (
      <Suspense>
        <Trouble problem={status.problem} />
      </Suspense>
    )
  }
  return (
    <div className="flex h-full">
      <a
        href="#message"
        onClick={(event) => {
          event.preventDefault()
          document.querySelector<HTMLElement>('form textarea')?.focus()
        }}
        className="sr-only z-50 rounded-md bg-raised px-3 py-2 focus:not-sr-only focus:absolute focus:top-2 focus:start-2"
      >
        {t('skip')}
      </a>
      <Sidebar />
      <main className="relative flex min-w-0 flex-1 flex-col">
        <Outlet />
        <Toasts />
      </main>
      <Beside />
      <LastTime />
      {place && (
        <Suspense>
          <SettingsDialog
            place={place}
            find={find}
            onPlace={(next) => openSettings(next)}
            onFind={(next) => usePanels.setState({ find: next })}
            onClose={closePanels}
          />
        </Suspense>
      )}
      {searching && <Palette />}
      {prompts && (
        <Suspense>
          <PromptsDialog onClose={closePanels} />
        </Suspense>
      )}
      {putAway && (
        <Suspense>
          <PutAway
            place={putAway}
            onPlace={openPutAway}
            onClose={closePanels}
            onOpen={(id) => {
              closePanels()
              void navigate(`/t/${id}`)
            }}
          />
        </Suspense>
      )}
      {monitor && (
        <Suspense>
          <MonitorDialog onClose={closePanels} />
        </Suspense>
      )}
      {openings && openings.length > 0 && (
        <Suspense>
          <Openings
            onThread={(id) => {
              closePanels()
              void navigate(id ? `/t/${id}` : '/')
            }}
          />
        </Suspense>
      )}
      {importing && (
        <Suspense>
          <ImportDialog onClose={() => useImporting.setState({ open: false })} />
        </Suspense>
      )}
      {looked !== null && (
        <Suspense>
          <ShelfDialog
            key={looked}
            looked={looked}
            onUse={use}
            onFindAgain={setLost}
            onFindMore={() => {
              hideModels()
              findModels()
            }}
            onClose={hideModels}
          />
        </Suspense>
      )}
      <FindAgain model={lost} onClose={() => setLost(null)} />
      {wanted !== null && (
        <Suspense>
          <FinderDialog key={wanted} wanted={wanted} onUse={use} onClose={stopFinding} />
        </Suspense>
      )}
      {help && (
        <Suspense>
          <HelpDialog
            place={help}
            onPlace={(next) => usePanels.setState({ help: next })}
            onClose={closePanels}
          />
        </Suspense>
      )}
      <Dialog open={keys} onClose={closePanels} title={t('shortcuts')}>
        <div className="overflow-y-auto px-5 pt-1 pb-5">
          <ShortcutTable />
        </div>
      </Dialog>
    </div>
  )
}
