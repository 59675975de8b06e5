import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { Middleware } from 'openapi-fetch'
import { Tooltip } from 'radix-ui'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { http } from '../../api/client'
import { queries } from '../../api/queries'
import { i18n } from '../../shared/i18n'
import { AddModel } from './AddModel'

const PYTORCH = { type: 'engine_failed', message: 'Fireside needs PyTorch.', hint: 'Run pip install "fireside[torch]".' }
const NO_WINDOW = { type: 'conflict', message: 'Fireside runs without a window here.', hint: 'Type the path instead.' }
const MODEL = { id: 'new', name: 'Tiny', path: '/models/tiny', engine: 'pytorch' }

let given: { status: number; body: object }[]
let asked: string[]

const server: Middleware = {
  async onRequest({ request }) {
    asked.push(`${new URL(request.url).pathname} ${await request.text()}`.trim())
    const { status, body } = given.shift() ?? { status: 202, body: {} }
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
  },
}

function draw(kind: 'file' | 'folder', onClose: () => void = () => undefined) {
  render(
    <QueryClientProvider client={queries}>
      <I18nextProvider i18n={i18n}>
        <Tooltip.Provider>
          <AddModel kind={kind} thread={undefined} onClose={onClose} />
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

describe('adding a file or a folder', () => {
  it('adds what was picked in the window, and asks nothing more', async () => {
    given = [{ status: 200, body: { path: '/models/tiny' } }, { status: 201, body: MODEL }]
    const onClose = vi.fn()
    draw('folder', onClose)
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce())
    expect(asked).toEqual([
      '/api/v0/dialogs/folder',
      '/api/v0/models {"path":"/models/tiny","purpose":"chat"}',
      '/api/v0/models/new/load',
    ])
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('shows what was picked and why it is refused, and tries again', async () => {
    given = [
      { status: 200, body: { path: '/models/tiny' } },
      { status: 502, body: { error: PYTORCH } },
      { status: 201, body: MODEL },
    ]
    const onClose = vi.fn()
    draw('folder', onClose)
    const path = await screen.findByLabelText<HTMLInputElement>('Path of the file or folder')
    expect(path.value).toBe('/models/tiny')
    expect(screen.getByRole('alert').textContent).toContain('pip install')
    expect(onClose).not.toHaveBeenCalled()
    await userEvent.click(screen.getByRole('button', { name: 'Add' }))
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce())
  })

  it('asks for the path where there is no window, and takes quotes around it', async () => {
    given = [{ status: 409, body: { error: NO_WINDOW } }, { status: 201, body: MODEL }]
    draw('file')
    const path = await screen.findByLabelText<HTMLInputElement>('Path of the file or folder')
    expect(document.activeElement).toBe(path)
    expect(screen.queryByRole('alert')).toBeNull()
    await userEvent.type(path, '"/models/tiny"{Enter}')
    await waitFor(() => expect(asked[1]).toBe('/api/v0/models {"path":"/models/tiny","purpose":"chat"}'))
  })

  it('goes away when the person changed their mind', async () => {
    given = [{ status: 200, body: { path: null } }]
    const onClose = vi.fn()
    draw('file', onClose)
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce())
    expect(asked).toEqual(['/api/v0/dialogs/model'])
  })
})
