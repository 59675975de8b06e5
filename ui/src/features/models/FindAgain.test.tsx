import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { Middleware } from 'openapi-fetch'
import { Tooltip } from 'radix-ui'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { http } from '../../api/client'
import { queries } from '../../api/queries'
import type { Model } from '../../api/types'
import { i18n } from '../../shared/i18n'
import { FindAgain } from './FindAgain'

const MODEL = { id: 'one', name: 'Tiny', path: '/old/tiny.gguf', engine: 'llama.cpp', missing: true } as Model
const NOWHERE = { type: 'not_found', message: 'Tiny was not found.', hint: 'Say where it lies now.', param: 'path' }
const ANOTHER = { type: 'conflict', message: 'other.gguf is not Tiny.', hint: 'Look for the right file.' }

let given: Record<string, { status: number; body: object }[]>
let asked: string[]

const server: Middleware = {
  async onRequest({ request }) {
    const { pathname } = new URL(request.url)
    asked.push(`${pathname} ${await request.text()}`.trim())
    const { status, body } = given[pathname]?.shift() ?? { status: 200, body: {} }
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
  },
}

function draw(onClose: () => void) {
  render(
    <QueryClientProvider client={queries}>
      <I18nextProvider i18n={i18n}>
        <Tooltip.Provider>
          <FindAgain model={MODEL} onClose={onClose} />
        </Tooltip.Provider>
      </I18nextProvider>
    </QueryClientProvider>,
  )
}

afterEach(() => {
  cleanup()
  http.eject(server)
})
beforeEach(() => {
  asked = []
  http.use(server)
})

describe('finding a model again', () => {
  it('looks for it by itself, and is gone when it was found', async () => {
    given = { '/api/v0/shelving/one/seek': [{ status: 200, body: { ...MODEL, path: '/new/tiny.gguf' } }] }
    const onClose = vi.fn()
    draw(onClose)
    expect(screen.getByRole('status').textContent).toContain('Looking')
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce())
  })

  it('asks where it lies when it is nowhere, and says why a place is refused', async () => {
    given = {
      '/api/v0/shelving/one/seek': [{ status: 404, body: { error: NOWHERE } }],
      '/api/v0/shelving/one/point': [{ status: 409, body: { error: ANOTHER } }, { status: 200, body: MODEL }],
    }
    const onClose = vi.fn()
    draw(onClose)
    const field = await screen.findByLabelText<HTMLInputElement>('Path of the file or folder')
    expect(document.activeElement).toBe(field)
    await userEvent.type(field, '/new/other.gguf{Enter}')
    expect((await screen.findByRole('alert')).textContent).toContain('is not Tiny')
    expect(onClose).not.toHaveBeenCalled()
    await userEvent.clear(field)
    await userEvent.type(field, '/new')
    await userEvent.click(screen.getByRole('button', { name: 'It is here' }))
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce())
    expect(asked.at(-1)).not.toContain('other')
    expect(asked).toContain('/api/v0/shelving/one/point {"path":"/new"}')
  })
})
