import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { Middleware } from 'openapi-fetch'
import { Tooltip } from 'radix-ui'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { http } from '../../api/client'
import { queries } from '../../api/queries'
import { i18n } from '../../shared/i18n'
import { AddServer } from './AddServer'

interface Asked {
  path: string
  method: string
  body: Record<string, unknown>
}

const WANTS_KEY = { type: 'engine_failed', message: 'example.org wants a key.', hint: 'Enter the key.', param: 'key' }
const NOWHERE = { type: 'engine_failed', message: 'example.org cannot be reached.', hint: 'Check it.', param: 'address' }
const UNLISTED = { type: 'engine_failed', message: 'example.org does not list its models.', hint: 'Name one.', param: 'name' }
const MODEL = { id: 'new', name: 'small', server: 'https://example.org/v1', elsewhere: true, engine: 'server', path: 'small' }

let asked: Asked[] = []
let given: { status: number; body: object }[] = []

/** Our own server: it gives these answers in turn, and then says yes to everything. */
function answers(...next: typeof given) {
  given = next
  asked = []
}

const server: Middleware = {
  async onRequest({ request }) {
    const text = await request.text()
    const body = text ? (JSON.parse(text) as Asked['body']) : {}
    asked.push({ path: new URL(request.url).pathname, method: request.method, body })
    const { status, body: answer } = given.shift() ?? { status: 202, body: {} }
    return new Response(JSON.stringify(answer), { status, headers: { 'content-type': 'application/json' } })
  },
}

function listed(...names: string[]) {
  const models = names.map((name) => ({ name, context: 0 }))
  return { status: 200, body: { address: 'https://example.org/v1', elsewhere: true, models } }
}

function draw(onClose: () => void = () => undefined) {
  render(
    <QueryClientProvider client={queries}>
      <I18nextProvider i18n={i18n}>
        <Tooltip.Provider>
          <AddServer open thread={undefined} onClose={onClose} />
        </Tooltip.Provider>
      </I18nextProvider>
    </QueryClientProvider>,
  )
}

const address = () => screen.getByLabelText<HTMLInputElement>('Address')
const key = () => screen.getByLabelText<HTMLInputElement>(/^Key/)

afterEach(() => {
  cleanup()
  http.eject(server)
})
beforeEach(() => {
  answers()
  http.use(server)
})

describe('adding a model of a server', () => {
  it('lists what the server has, and adds the one that is chosen', async () => {
    answers(listed('large', 'small'), { status: 201, body: MODEL })
    const onClose = vi.fn()
    draw(onClose)
    expect(document.activeElement).toBe(address())
    await userEvent.type(address(), 'example.org{Enter}')
    expect(asked[0]).toEqual({ path: '/api/v0/servers/models/list', method: 'POST', body: { address: 'example.org', key: '' } })
    expect(await screen.findByText(/goes to example\.org/)).toBeTruthy()
    await userEvent.click(screen.getByRole('radio', { name: 'small' }))
    await userEvent.click(screen.getByRole('button', { name: 'Add' }))
    expect(asked[1]?.body).toEqual({ address: 'example.org', key: '', name: 'small' })
    expect(asked[2]?.path).toBe('/api/v0/models/new/load')
    expect(onClose).toHaveBeenCalledOnce()
  })

  it('says what is wrong with the key, and leads there; the key is hidden', async () => {
    answers({ status: 502, body: { error: WANTS_KEY } })
    draw()
    await userEvent.type(address(), 'example.org{Enter}')
    expect((await screen.findByRole('alert')).textContent).toContain('wants a key')
    expect(document.activeElement).toBe(key())
    expect(key().type).toBe('password')
    expect(key().getAttribute('aria-invalid')).toBe('true')
    expect(address().getAttribute('aria-invalid')).toBe('false')
    expect(screen.queryByLabelText(/Name of the model/)).toBeNull()
  })

  it('forgets what was listed when the address changes', async () => {
    answers(listed('large'))
    draw()
    await userEvent.type(address(), 'example.org{Enter}')
    await screen.findByRole('radio', { name: 'large' })
    await userEvent.type(address(), ':8080')
    expect(screen.queryByRole('radio')).toBeNull()
    expect(screen.getByRole('button', { name: 'Show its models' })).toBeTruthy()
  })

  it('takes the name of a model from whoever knows it when a server lists none', async () => {
    answers(
      { status: 502, body: { error: NOWHERE } },
      { status: 502, body: { error: UNLISTED } },
      { status: 201, body: MODEL },
    )
    draw()
    await userEvent.type(address(), 'example.org{Enter}')
    expect((await screen.findByRole('alert')).textContent).toContain('cannot be reached')
    expect(document.activeElement).toBe(address())
    expect(screen.queryByLabelText(/Name of the model/)).toBeNull()
    await userEvent.keyboard('{Enter}')
    const name = await screen.findByLabelText(/Name of the model/)
    expect(document.activeElement).toBe(name)
    await userEvent.type(name, 'small{Enter}')
    expect(asked[2]?.path).toBe('/api/v0/servers/models')
    expect(asked[2]?.body['name']).toBe('small')
  })

  it('finds one among many by its name, and tells how many fit', async () => {
    answers(listed(...Array.from({ length: 40 }, (_, index) => `model-${index}`)))
    draw()
    await userEvent.type(address(), 'example.org{Enter}')
    await userEvent.type(await screen.findByLabelText('Search by name'), 'MODEL-39')
    expect(screen.getAllByRole('radio')).toHaveLength(1)
    expect(screen.getByRole('status').textContent).toBe('1 model')
  })

  it('says that a server has none', async () => {
    answers(listed())
    draw()
    await userEvent.type(address(), 'example.org{Enter}')
    expect(await screen.findByText(/has no models/)).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Add' }).hasAttribute('disabled')).toBe(true)
  })
})
