import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { Middleware } from 'openapi-fetch'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { http } from '../../api/client'
import { queries } from '../../api/queries'
import { i18n } from '../../shared/i18n'
import { AddServedVoice } from './AddServedVoice'

interface Asked {
  path: string
  body: Record<string, unknown>
}

const UNLISTED = { type: 'engine_failed', message: 'example.org does not list its voices.', hint: 'Name one.', param: 'name' }
const WANTS_KEY = { type: 'engine_failed', message: 'example.org wants a key.', hint: 'Enter it.', param: 'key' }
const VOICE = { id: 'remote:en:x/y', name: 'Bella', language: 'en', synthesizer: 'remote', host: 'example.org' }

let asked: Asked[] = []
let given: { status: number; body: object }[] = []

/** Our own server: it gives these answers in turn. */
const server: Middleware = {
  async onRequest({ request }) {
    asked.push({ path: new URL(request.url).pathname, body: (await request.json()) as Asked['body'] })
    const { status, body } = given.shift()!
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
  },
}

const listed = {
  status: 200,
  body: {
    address: 'https://example.org/v1',
    elsewhere: true,
    voices: [
      { name: 'alloy', title: 'alloy', language: '', gender: '' },
      { name: 'bf_emma', title: 'Emma', language: 'en-GB', gender: 'female' },
    ],
  },
}

function draw(...next: typeof given) {
  given = next
  asked = []
  const onClose = vi.fn<() => void>()
  render(
    <QueryClientProvider client={queries}>
      <I18nextProvider i18n={i18n}>
        <AddServedVoice onClose={onClose} />
      </I18nextProvider>
    </QueryClientProvider>,
  )
  return onClose
}

const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name, { exact: false })
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }))

beforeEach(() => http.use(server))
afterEach(() => {
  http.eject(server)
  cleanup()
})

it('shows the voices of a server, says who will read along, and adds the chosen one', async () => {
  const onClose = draw(listed, { status: 201, body: VOICE })
  await userEvent.type(field('Address'), 'example.org')
  await userEvent.type(field('Key'), 'secret')
  await press('Show its voices')
  await screen.findByText('What is read aloud in this voice is sent to example.org.')
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Its voices' }), 'bf_emma')
  expect(field('Language').value).toBe('en-GB')
  await press('Add')
  expect(asked).toEqual([
    { path: '/api/v0/servers/voices/list', body: { address: 'example.org', key: 'secret' } },
    {
      path: '/api/v0/servers/voices',
      body: {
        address: 'example.org',
        key: 'secret',
        name: 'bf_emma',
        title: 'Emma',
        language: 'en-GB',
        gender: 'female',
        model: 'tts-1',
      },
    },
  ])
  expect(onClose).toHaveBeenCalled()
})

it('lets a name be written where none are listed, and still says who will read along', async () => {
  draw({ status: 502, body: { error: UNLISTED } }, { status: 201, body: VOICE })
  await userEvent.type(field('Address'), 'example.org')
  await press('Show its voices')
  await userEvent.type(await screen.findByLabelText('Name of the voice', { exact: false }), 'nova')
  screen.getByText('What is read aloud in this voice is sent to example.org.')
  await press('Add')
  expect(asked[1]?.body).toMatchObject({ name: 'nova', title: '', language: '' })
})

it('keeps what was written when the server refuses, and says why beside it', async () => {
  const onClose = draw({ status: 502, body: { error: WANTS_KEY } })
  await userEvent.type(field('Address'), 'example.org')
  await press('Show its voices')
  expect((await screen.findByRole('alert')).textContent).toContain('wants a key')
  expect(field('Key').getAttribute('aria-invalid')).toBe('true')
  expect(field('Address').value).toBe('example.org')
  expect(onClose).not.toHaveBeenCalled()
})
