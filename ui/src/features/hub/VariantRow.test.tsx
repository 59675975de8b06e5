import { cleanup, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fetchModel } from '../../api/hub'
import { keys, queries } from '../../api/queries'
import type { Model, ModelFit, VariantChoice } from '../../api/types'
import { drawn } from '../../shared/drawn'
import { findModels, useFinding } from '../../shared/finding'
import { speakLanguage } from '../../shared/i18n'
import { useOwned } from '../../shared/owned'
import { VariantRow } from './VariantRow'

const AMBER: ModelFit = { verdict: 'amber', sentence: 'On the processor.', context: 8192, need: 2_000_000, layers: 2, gpu: false }

vi.mock('../../api/hub', async (original) => ({
  ...(await original<typeof import('../../api/hub')>()),
  fetchModel: vi.fn(() => Promise.resolve()),
}))

const CHOICE: VariantChoice = {
  id: 'small-Q4_K_M', quantisation: 'Q4_K_M', files: [], size: 2_000_000, here: false, model_id: null, download_id: 'model-1', download: null,
}

function draw(fields: Partial<VariantChoice> = {}, onUse: (id: string) => void = () => undefined) {
  drawn(
    <ul>
      <VariantRow repository="a/small" choice={{ ...CHOICE, ...fields }} name="Small Q4_K_M" recommended={false} meant={false} eager={false} onUse={onUse} />
    </ul>,
  )
}

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }))

beforeEach(() => {
  vi.clearAllMocks()
  queries.clear()
  queries.setQueryData(['model_fit', 'a/small', CHOICE.id], AMBER)
})
afterEach(async () => {
  cleanup()
  await speakLanguage('en')
})

it('tells what it is, in plain words, and is fetched', async () => {
  draw({ files: [{ path: 'a', size: 1, sha256: '' }, { path: 'b', size: 1, sha256: '' }] })
  const told = screen.getByRole('listitem').textContent
  for (const fact of ['Q4_K_M', '2 MB', '4 bits: small, and hardly worse', 'in 2 parts']) expect(told).toContain(fact)
  await press('Get the model Small Q4_K_M')
  expect(fetchModel).toHaveBeenCalledWith('a/small', 'small-Q4_K_M')
})

it('tells whether it fits, in German by its numbers', async () => {
  draw()
  expect(screen.getByText('It fits just so.').parentElement?.textContent).toBe('It fits just so. On the processor.')
  cleanup()
  await speakLanguage('de')
  draw()
  expect(screen.getByText('Es passt gerade so.').parentElement?.textContent).toContain('Kontext von 8.192 Tokens')
})

it('shows how far it is in the place of the button', () => {
  draw({ download: { id: 'model-1', name: 'Small', status: 'running', done: 1, total: 4, rate: 1, problem: null } })
  expect(screen.getByRole('progressbar', { name: 'Getting Small' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Get the model Small Q4_K_M' })).toBeNull()
})

it('is used when it is here, unless it is none that chats', async () => {
  const onUse = vi.fn()
  const model = { id: 'small', purpose: 'chat' } as Model
  queries.setQueryData(keys.models, [model, { ...model, id: 'embeds', purpose: 'search' }])
  draw({ here: true, model_id: 'small' }, onUse)
  await press('Use Small Q4_K_M')
  expect(onUse).toHaveBeenCalledWith('small')
  cleanup()
  draw({ here: true, model_id: 'embeds' })
  expect(screen.getByText('On this computer')).toBeTruthy()
  expect(screen.queryByRole('button', { name: /^Use/ })).toBeNull()
  findModels()
  await press('Options of Small Q4_K_M')
  expect([useFinding.getState().wanted, useOwned.getState().looked]).toEqual([null, 'embeds'])
})
