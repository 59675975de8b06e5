import { QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Tooltip } from 'radix-ui'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { hush, steer } from '../../api/actions'
import { queries } from '../../api/queries'
import type { SpeechState } from '../../api/types'
import { AT_REST, useLive } from '../../live'
import { i18n } from '../../shared/i18n'
import { Player } from './Player'

vi.mock('../../api/actions', () => ({
  choose: vi.fn(() => Promise.resolve()),
  hush: vi.fn(() => Promise.resolve()),
  steer: vi.fn(() => Promise.resolve()),
  played: vi.fn(() => Promise.resolve()),
}))

function say(fields: Partial<SpeechState>): void {
  const speech: SpeechState = { ...AT_REST.speech, status: 'playing', text: 'The 🦊 runs.', count: 3, ...fields }
  act(() => useLive.setState({ speech }))
}

beforeEach(() => {
  vi.clearAllMocks()
  useLive.setState(AT_REST)
  render(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <Tooltip.Provider>
          <Player />
        </Tooltip.Provider>
      </QueryClientProvider>
    </I18nextProvider>,
  )
})
afterEach(cleanup)

it('is not there in silence', () => {
  expect(screen.queryByRole('group')).toBeNull()
  say({})
  expect(screen.getByRole('group', { name: 'Player' })).toBeTruthy()
  say({ status: 'idle' })
  expect(screen.queryByRole('group')).toBeNull()
})

it('shows the sentence, the word that is heard, and which of how many it is', () => {
  say({ word: { here: { start: 4, end: 5 } }, index: 1 })
  expect(screen.getByRole('paragraph').textContent).toBe('The 🦊 runs.')
  expect(screen.getByText('🦊').className).toContain('text-ember')
  expect(screen.getByLabelText('Sentence 2 of 3').textContent).toBe('2 / 3')
  say({ word: null, index: 0, count: 1 })
  expect(screen.getByRole('paragraph').textContent).toBe('The 🦊 runs.')
  expect(screen.queryByLabelText(/^Sentence/)).toBeNull()
  say({ text: '' })
  expect(screen.getByRole('paragraph').textContent).toBe('Speaking')
})

it('does what its buttons say', async () => {
  say({})
  await userEvent.click(screen.getByRole('button', { name: 'Next sentence' }))
  await userEvent.click(screen.getByRole('button', { name: 'Previous sentence' }))
  await userEvent.click(screen.getByRole('button', { name: 'Pause' }))
  say({ status: 'paused' })
  await userEvent.click(screen.getByRole('button', { name: 'Go on' }))
  expect(vi.mocked(steer).mock.calls).toEqual([['next'], ['previous'], ['pause'], ['resume']])
  await userEvent.click(screen.getByRole('button', { name: 'Stop speaking' }))
  expect(hush).toHaveBeenCalledOnce()
})
