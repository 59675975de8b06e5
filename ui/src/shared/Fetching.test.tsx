import { cleanup, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { downloads } from '../api/actions'
import type { Download } from '../api/types'
import { drawn } from './drawn'
import { Fetching } from './Fetching'

vi.mock('../api/actions', () => ({
  downloads: {
    pause: vi.fn(() => Promise.resolve()),
    resume: vi.fn(() => Promise.resolve()),
    cancel: vi.fn(() => Promise.resolve()),
  },
}))

const DOWNLOAD: Download = { id: 'stub', name: 'Stub', status: 'running', done: 500_000, total: 2_000_000, rate: 100_000, problem: null }

const draw = (fields: Partial<Download> = {}) => drawn(<Fetching download={{ ...DOWNLOAD, ...fields }} />)
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }))

beforeEach(() => vi.clearAllMocks())
afterEach(cleanup)

it('tells how far it is and how long it will take', () => {
  draw()
  expect(screen.getByRole<HTMLProgressElement>('progressbar', { name: 'Getting Stub' }).value).toBe(0.25)
  expect(screen.getByText('500 kB of 2 MB · 100 kB/s · 15 s left')).toBeTruthy()
})

it('pauses, goes on and gives up', async () => {
  draw()
  await press('Pause')
  expect(downloads.pause).toHaveBeenCalledWith('stub')
  cleanup()
  draw({ status: 'paused', rate: 0 })
  expect(screen.getByText(/paused$/)).toBeTruthy()
  await press('Go on')
  expect(downloads.resume).toHaveBeenCalledWith('stub')
  await press('Cancel')
  expect(downloads.cancel).toHaveBeenCalledWith('stub')
})

it('says nothing of an end that is not known', () => {
  draw({ total: null })
  expect(screen.getByRole('progressbar').hasAttribute('value')).toBe(false)
  expect(screen.getByText('500 kB · 100 kB/s')).toBeTruthy()
})

it('says why it failed, and is tried again', async () => {
  draw({ status: 'failed', problem: { type: 'download_failed', message: 'It broke off.', hint: 'Go on.' } })
  expect(screen.getByRole('alert').textContent).toBe('It broke off. Go on.')
  await press('Go on')
  expect(downloads.resume).toHaveBeenCalledWith('stub')
})
