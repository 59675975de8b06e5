import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Tooltip } from 'radix-ui'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { downloads, library } from '../../api/actions'
import { keep, keys, queries } from '../../api/queries'
import type { Download, ModelOffer, VariantChoice } from '../../api/types'
import { i18n, speakLanguage } from '../../shared/i18n'
import { MoreModels } from './MoreModels'

vi.mock('../../api/actions', () => ({
  library: {
    fetch: vi.fn(() => Promise.resolve()),
    fit: vi.fn(() => Promise.resolve({ verdict: 'amber', sentence: 'On the processor.', context: 8192, need: 1 })),
  },
  downloads: {
    pause: vi.fn(() => Promise.resolve()),
    cancel: vi.fn(() => Promise.resolve()),
  },
}))

const FILE = { path: 'small-Q4_K_M.gguf', size: 2_000_000, sha256: '' }
const CHOICE: VariantChoice = {
  id: 'small-Q4_K_M', quantisation: 'Q4_K_M', files: [FILE], size: 2_000_000, here: false, model_id: null, download_id: 'model-1', download: null,
}
const ENTRY: ModelOffer['entry'] = {
  id: 'small', name: 'Small', publisher: 'A publisher', purpose: 'chat', repository: 'publisher/small', revision: 'main',
  source: 'https://example.org/small/', files: [{ ...FILE, quantisation: 'Q4_K_M' }], good_for: 'Short questions.',
  good_for_de: 'Kurze Fragen.', licence: 'Apache-2.0', source_licence: '', parameters: null, source_parameters: '', context: 4096,
  source_context: '', architecture: '', source_architecture: '',
}
const DOWNLOAD: Download = { id: 'model-1', name: 'Small', status: 'running', done: 500_000, total: 2_000_000, rate: 100_000, problem: null }

function draw(fields: Partial<VariantChoice>): void {
  queries.setQueryData(keys.modelOffers, [{ entry: ENTRY, choices: [{ ...CHOICE, ...fields }] }])
  render(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <Tooltip.Provider>
          <MoreModels />
        </Tooltip.Provider>
      </QueryClientProvider>
    </I18nextProvider>,
  )
}

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }))

beforeEach(() => vi.clearAllMocks())
afterEach(cleanup)

it('says what a model is good for and where it is from, and fetches it', async () => {
  draw({})
  const told = screen.getByRole('listitem').textContent
  for (const fact of ['Short questions.', 'A publisher', 'Q4_K_M', '2 MB', '4,096 tokens', 'Apache-2.0']) expect(told).toContain(fact)
  expect(screen.getByRole('link', { name: 'example.org' }).getAttribute('href')).toBe(ENTRY.source)
  await press('Get the model Small')
  expect(library.fetch).toHaveBeenCalledWith('publisher/small', 'small-Q4_K_M')
})

it('says whether it fits, once it is asked', async () => {
  draw({})
  expect(library.fit).not.toHaveBeenCalled()
  await press('Does Small fit this computer?')
  expect(library.fit).toHaveBeenCalledWith('publisher/small', 'small-Q4_K_M')
  expect((await screen.findByRole('status')).textContent).toBe('It fits just so. On the processor.')
})

it('tells how far it is as events come, and pauses and gives up', async () => {
  draw({})
  keep({ type: 'download.changed', download: DOWNLOAD })
  const bar = await screen.findByRole<HTMLProgressElement>('progressbar', { name: 'Getting Small' })
  expect(bar.value).toBe(0.25)
  expect(screen.queryByRole('button', { name: 'Get the model Small' })).toBeNull()
  await press('Pause')
  expect(downloads.pause).toHaveBeenCalledWith('model-1')
  await press('Cancel')
  expect(downloads.cancel).toHaveBeenCalledWith('model-1')
  keep({ type: 'download.changed', download: { ...DOWNLOAD, status: 'done', done: 2_000_000 } })
  expect(await screen.findByText('On this computer')).toBeTruthy()
  expect(screen.queryByRole('progressbar')).toBeNull()
})

it('tells in German what it takes', async () => {
  await speakLanguage('de')
  draw({})
  await press('Passt Small auf diesen Computer?')
  expect((await screen.findByRole('status')).textContent).toContain('Es passt gerade so. Kontext von 8.192 Tokens')
  await speakLanguage('en')
})
