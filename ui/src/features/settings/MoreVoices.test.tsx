import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Tooltip } from 'radix-ui'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { downloads, voices } from '../../api/actions'
import { keys, queries } from '../../api/queries'
import type { Download, OfferedVoice } from '../../api/types'
import { i18n } from '../../shared/i18n'
import { MoreVoices } from './MoreVoices'

vi.mock('../../api/actions', () => ({
  voices: { fetch: vi.fn(() => Promise.resolve()), remove: vi.fn(() => Promise.resolve()) },
  downloads: {
    pause: vi.fn(() => Promise.resolve()),
    resume: vi.fn(() => Promise.resolve()),
    cancel: vi.fn(() => Promise.resolve()),
  },
}))

const VOICE: OfferedVoice = {
  id: 'stub', name: 'Stub', languages: ['en-US', 'de-DE'], speakers: 3, licence: 'Apache-2.0', about: 'Makes no sense.',
  source: 'https://example.org/stub', size: 2_000_000, here: false, download: null,
}
const DOWNLOAD: Download = { id: 'stub', name: 'Stub', status: 'running', done: 500_000, total: 2_000_000, rate: 100_000, problem: null }

function draw(fields: Partial<OfferedVoice>): void {
  queries.setQueryData(keys.offered, [{ ...VOICE, ...fields }])
  render(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <Tooltip.Provider>
          <MoreVoices />
        </Tooltip.Provider>
      </QueryClientProvider>
    </I18nextProvider>,
  )
}

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }))

beforeEach(() => vi.clearAllMocks())
afterEach(cleanup)

it('says what a voice is and where it is from, and fetches it', async () => {
  draw({})
  const told = screen.getByRole('listitem').textContent
  for (const fact of ['Makes no sense.', 'American English', 'German', '3 speakers', '2 MB', 'Apache-2.0']) expect(told).toContain(fact)
  const source = screen.getByRole('link', { name: 'example.org' })
  expect(source.getAttribute('href')).toBe(VOICE.source)
  await press('Get the voice Stub')
  expect(voices.fetch).toHaveBeenCalledWith('stub')
})

it('tells how far it is, and pauses, goes on and gives up', async () => {
  draw({ download: DOWNLOAD })
  expect(screen.getByRole<HTMLProgressElement>('progressbar', { name: 'Getting Stub' }).value).toBe(0.25)
  expect(screen.getByText(/500 kB of 2 MB.*100 kB\/s/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Get the voice Stub' })).toBeNull()
  await press('Pause')
  expect(downloads.pause).toHaveBeenCalledWith('stub')
  cleanup()
  draw({ download: { ...DOWNLOAD, status: 'paused', rate: 0 } })
  expect(screen.getByText(/paused$/)).toBeTruthy()
  await press('Go on')
  expect(downloads.resume).toHaveBeenCalledWith('stub')
  await press('Cancel')
  expect(downloads.cancel).toHaveBeenCalledWith('stub')
})

it('says nothing of an end that is not known', () => {
  draw({ size: null, licence: '', speakers: 1, download: { ...DOWNLOAD, total: null } })
  expect(screen.getByRole('progressbar').hasAttribute('value')).toBe(false)
  expect(screen.getByRole('listitem').textContent).not.toMatch(/speaker| of |left/)
})

it('says why it failed, and is tried again', async () => {
  draw({ download: { ...DOWNLOAD, status: 'failed', problem: { type: 'network', message: 'It broke off.', hint: 'Go on.', status: 502 } } as unknown as Download })
  expect(screen.getByRole('alert').textContent).toBe('It broke off. Go on.')
  await press('Go on')
  expect(downloads.resume).toHaveBeenCalledWith('stub')
})

it('is removed when it is here', async () => {
  draw({ here: true })
  await press('Remove the voice Stub')
  expect(voices.remove).toHaveBeenCalledWith('stub')
})
