import { cleanup, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { voices } from '../../api/actions'
import { keys, queries } from '../../api/queries'
import type { OfferedVoice } from '../../api/types'
import { drawn } from '../../shared/drawn'
import { MoreVoices } from './MoreVoices'

vi.mock('../../api/actions', () => ({
  voices: { fetch: vi.fn(() => Promise.resolve()), remove: vi.fn(() => Promise.resolve()) },
  downloads: {},
}))

const VOICE: OfferedVoice = {
  id: 'stub', name: 'Stub', languages: ['en-US', 'de-DE'], speakers: 3, licence: 'Apache-2.0', about: 'Makes no sense.',
  about_de: 'Ergibt keinen Sinn.',
  source: 'https://example.org/stub', size: 2_000_000, here: false, download: null,
}

function draw(fields: Partial<OfferedVoice>): void {
  queries.setQueryData(keys.offered, [{ ...VOICE, ...fields }])
  drawn(<MoreVoices />)
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

it('says only what is known of it', () => {
  draw({ size: null, licence: '', speakers: 1 })
  expect(screen.getByRole('listitem').textContent).not.toMatch(/speaker|MB/)
})

it('shows how far it is in the place of the button', () => {
  draw({ download: { id: 'stub', name: 'Stub', status: 'running', done: 1, total: 4, rate: 1, problem: null } })
  expect(screen.getByRole('progressbar', { name: 'Getting Stub' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Get the voice Stub' })).toBeNull()
})

it('is removed when it is here', async () => {
  draw({ here: true })
  await press('Remove the voice Stub')
  expect(voices.remove).toHaveBeenCalledWith('stub')
})
