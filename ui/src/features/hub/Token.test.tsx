import { cleanup, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { Middleware } from 'openapi-fetch'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { http } from '../../api/client'
import { queries } from '../../api/queries'
import { drawn } from '../../shared/drawn'
import { Token } from './Token'

const HUB = 'https://hub.example'
let asked: string[]
let signedIn: boolean
let refused: boolean

const server: Middleware = {
  async onRequest({ request }) {
    const path = new URL(request.url).pathname
    const told = await request.text()
    asked.push(`${request.method} ${path} ${told}`.trim())
    if (request.method === 'PUT' && refused) {
      const error = { type: 'store_unwritable', message: 'The key could not be saved.', hint: 'Free some disk space.' }
      return Response.json({ error }, { status: 507 })
    }
    if (request.method === 'PUT') signedIn = (JSON.parse(told) as { token: string }).token !== ''
    return Response.json(path.endsWith('/offers') ? { offers: [], hub: HUB } : { signed_in: signedIn, endpoint: HUB })
  },
}

beforeEach(() => {
  asked = []
  signedIn = refused = false
  queries.clear()
  http.use(server)
})
afterEach(() => {
  cleanup()
  http.eject(server)
})

it('is kept once, never shown again, and removed', async () => {
  drawn(<Token />)
  const field = await screen.findByLabelText<HTMLInputElement>('Access token')
  expect(field.type).toBe('password')
  await userEvent.type(field, ' hf_secret {Enter}')
  expect(await screen.findByText(/^An access token .* is kept\.$/)).toBeTruthy()
  expect(asked).toContain('PUT /api/v0/library/account {"token":"hf_secret"}')
  expect(document.body.innerHTML).not.toContain('hf_secret')
  await userEvent.click(screen.getByRole('button', { name: 'Remove it' }))
  expect((await screen.findByLabelText<HTMLInputElement>('Access token')).value).toBe('')
  expect(asked.at(-1)).toBe('PUT /api/v0/library/account {"token":""}')
})

it('says why it cannot be kept', async () => {
  refused = true
  drawn(<Token />)
  await userEvent.type(await screen.findByLabelText('Access token'), 'hf_secret{Enter}')
  expect((await screen.findByRole('alert')).textContent).toContain('could not be saved')
  expect(screen.getByLabelText<HTMLInputElement>('Access token').value).toBe('hf_secret')
})
