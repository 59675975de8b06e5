import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { Middleware } from 'openapi-fetch'
import { Tooltip } from 'radix-ui'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { http } from '../../api/client'
import { keys, queries } from '../../api/queries'
import type { Model, ModelState as State } from '../../api/types'
import { i18n } from '../../shared/i18n'
import { gaveWayWords } from '../../shared/memory'
import { useOwned } from '../../shared/owned'
import { ModelState } from './ModelState'

const ember = { id: 'ember', name: 'Ember 4B', size: 4_900_000_000 } as Model
const told = { model_id: 'ember', progress: 0, gpu_layers: 0, layers: 0, context: 0, fit: '', waits_for: '' }

let asked: string[] = []

const server: Middleware = {
  onRequest({ request }) {
    asked.push(new URL(request.url).pathname)
    return new Response('{}', { status: 202, headers: { 'content-type': 'application/json' } })
  },
}

function draw(state: Partial<State> | null) {
  queries.setQueryData(keys.models, [ember, { id: 'other', name: 'Other' }])
  render(
    <QueryClientProvider client={queries}>
      <I18nextProvider i18n={i18n}>
        <Tooltip.Provider>
          <ModelState model={ember} state={state && ({ ...told, ...state } as State)} />
        </Tooltip.Provider>
      </I18nextProvider>
    </QueryClientProvider>,
  )
}

beforeEach(() => {
  asked = []
  http.use(server)
})
afterEach(() => {
  cleanup()
  http.eject(server)
})

describe('the state of a model', () => {
  it('tells how much is loaded of how much, and can be stopped', async () => {
    draw({ status: 'loading', progress: 0.45 })
    expect(screen.getByRole('status').textContent).toBe('Loading 45% of 4.9 GB')
    await userEvent.click(screen.getByRole('button', { name: 'Stop loading' }))
    expect(asked).toContain('/api/v0/models/ember/unload')
  })

  it.each([
    [null, 'starts with your first message'],
    [{ status: 'unloaded' }, 'starts with your first message'],
    [{ status: 'ready' }, 'ready'],
    [{ status: 'idle' }, 'idle, still loaded'],
    [{ status: 'waiting', waits_for: 'other' }, 'waits until Other has finished'],
    [{ status: 'waiting', waits_for: 'gone' }, 'waits for another model to finish'],
  ] as const)('%o is told as "%s"', (state, words) => {
    draw(state)
    expect(screen.getByText(words)).toBeTruthy()
    expect(screen.queryByRole('button')).toBeNull()
  })

  it('says why it stopped, loads it again and explains', async () => {
    const problem = { type: 'worker_died', message: 'The engine stopped unexpectedly (code -6).', hint: 'Try again.' }
    draw({ status: 'crashed', problem })
    expect(screen.getByRole('status').textContent).toContain('code -6')
    await userEvent.click(screen.getByRole('button', { name: 'Load again' }))
    expect(asked).toContain('/api/v0/models/ember/reload')
    await userEvent.click(screen.getByRole('button', { name: 'Why does it not load?' }))
    expect(useOwned.getState().looked).toBe('ember')
  })

  it('says what could not be loaded', () => {
    draw({ status: 'failed', problem: { type: 'model_broken', message: 'It is cut off.', hint: '' } })
    expect(screen.getByRole('status').textContent).toBe('Could not be loaded: It is cut off.')
  })
})

it('says who gave way to whom', () => {
  const common = { freed: 1, at: '2026-01-01T00:00:00Z', what: { kind: 'model' as const, name: 'Ember 4B' } }
  expect(gaveWayWords({ ...common, wanted: { kind: 'model', name: 'Other' } })).toBe(
    'Ember 4B was unloaded to make room for Other',
  )
  expect(gaveWayWords({ ...common, wanted: { kind: 'voice', name: 'amber' } })).toBe(
    'Ember 4B was unloaded to make room for the voice amber',
  )
})
