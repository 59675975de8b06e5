import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { Middleware } from 'openapi-fetch'
import { Tooltip } from 'radix-ui'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { http } from '../../api/client'
import { keys, queries } from '../../api/queries'
import type { Settings } from '../../api/types'
import { i18n } from '../../shared/i18n'
import { Network } from './Network'

const WRONG = { type: 'invalid', message: 'The number behind the colon is no port.', hint: 'It looks so.', param: 'proxy' }

let kept: { proxy: string; user: string }
let refused: object | null
let asked: { path: string; body: unknown }[]

const server: Middleware = {
  async onRequest({ request }) {
    const { pathname } = new URL(request.url)
    const text = await request.text()
    const body = text ? (JSON.parse(text) as { proxy?: string; user?: string; download_mb_s?: number }) : {}
    if (request.method !== 'GET') asked.push({ path: pathname, body })
    if (request.method === 'PUT' && refused) return answer(422, { error: refused })
    if (request.method === 'PUT') kept = { proxy: body.proxy ?? '', user: body.user ?? kept.user }
    return answer(200, pathname.endsWith('/network') ? kept : { ...settings(), ...body })
  },
}

function answer(status: number, body: object) {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
}

function settings() {
  return { download_mb_s: 0, proxy: kept.proxy } as Settings
}

function draw() {
  queries.setQueryData(keys.settings, settings())
  render(
    <QueryClientProvider client={queries}>
      <I18nextProvider i18n={i18n}>
        <Tooltip.Provider>
          <Network />
        </Tooltip.Provider>
      </I18nextProvider>
    </QueryClientProvider>,
  )
}

afterEach(() => {
  cleanup()
  queries.clear()
  http.eject(server)
})
beforeEach(() => {
  kept = { proxy: 'system', user: '' }
  refused = null
  asked = []
  http.use(server)
})

describe('the way to other computers', () => {
  it('limits the speed of downloads', async () => {
    draw()
    await userEvent.click(screen.getByRole('radio', { name: '5 MB/s' }))
    await waitFor(() => expect(asked).toEqual([{ path: '/api/v0/settings', body: { download_mb_s: 5 } }]))
  })

  it('takes a proxy with its login, and says what is wrong with its address', async () => {
    refused = WRONG
    draw()
    await userEvent.click(screen.getByRole('radio', { name: 'My own' }))
    const address = await screen.findByLabelText<HTMLInputElement>('Address of the proxy')
    await userEvent.type(address, 'proxy.example:99999')
    await userEvent.type(screen.getByLabelText(/^User name/), 'me')
    const password = screen.getByLabelText<HTMLInputElement>('Password')
    expect(password.type).toBe('password')
    await userEvent.type(password, 'word{Enter}')
    expect((await screen.findByRole('alert')).textContent).toContain('no port')
    expect(document.activeElement).toBe(address)
    expect(address.getAttribute('aria-invalid')).toBe('true')
    expect(asked).toEqual([{ path: '/api/v0/network', body: { proxy: 'proxy.example:99999', user: 'me', password: 'word' } }])
  })

  it('leaves a login that is kept alone, and goes without a proxy at a click', async () => {
    kept = { proxy: 'http://proxy.example:3128', user: 'me' }
    draw()
    const password = await screen.findByLabelText<HTMLInputElement>('Password')
    expect(password.placeholder).toBe('kept')
    await userEvent.type(screen.getByLabelText('Address of the proxy'), '/')
    await userEvent.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(asked[0]?.body).toEqual({ proxy: 'http://proxy.example:3128/', password: '' }))
    await userEvent.click(screen.getByRole('radio', { name: 'None' , checked: false }))
    await waitFor(() => expect(asked[1]?.body).toEqual({ proxy: 'none', password: '' }))
  })
})
