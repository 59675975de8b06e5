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
const NO_FOLDER = { type: 'model_missing', message: 'There is no folder /models/tiny.', hint: '' }
const MODEL = { id: 'new', name: 'Tiny', path: '/models/tiny', engine: 'pytorch' }

const one = { status: 200, body: { found: [{ model: MODEL, beside: '', here: false }] } }

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
    given = [{ status: 200, body: { path: '/models/tiny' } }, one, { status: 201, body: MODEL }]
    const onClose = vi.fn()
    draw('folder', onClose)
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce())
    expect(asked).toEqual([
      '/api/v0/dialogs/folder',
      '/api/v0/shelving/scan {"path":"/models/tiny"}',
      '/api/v0/models {"path":"/models/tiny","purpose":"chat","name":""}',
      '/api/v0/models/new/load',
    ])
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('shows what was picked and why it is refused, and tries again', async () => {
    given = [
      { status: 200, body: { path: '/models/tiny' } },
      one,
      { status: 502, body: { error: PYTORCH } },
      one,
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
    given = [{ status: 409, body: { error: NO_WINDOW } }, { status: 404, body: { error: NO_FOLDER } }, { status: 201, body: MODEL }]
    draw('file')
    const path = await screen.findByLabelText<HTMLInputElement>('Path of the file or folder')
    expect(document.activeElement).toBe(path)
    expect(screen.queryByRole('alert')).toBeNull()
    await userEvent.type(path, '"/models/tiny"{Enter}')
    await waitFor(() => expect(asked[2]).toBe('/api/v0/models {"path":"/models/tiny","purpose":"chat","name":""}'))
  })

  it('lets the person choose among several in a folder, or take them all', async () => {
    const models = ['one', 'two', 'three'].map((name) => ({ ...MODEL, name, path: `/models/${name}.gguf`, purpose: 'chat' }))
    const found = models.map((model) => ({ model, beside: model.name === 'one' ? '/models/mmproj.gguf' : '', here: model.name === 'three' }))
    given = [
      { status: 200, body: { path: '/models' } },
      { status: 200, body: { found } },
      { status: 200, body: { models: [] } },
      { status: 200, body: { memory: 1e12 } },
    ]
    const onClose = vi.fn()
    draw('folder', onClose)
    const list = await screen.findByRole('list', { name: 'Models in this folder' })
    expect(list.children).toHaveLength(3)
    expect(list.children[0]?.textContent).toContain('with what lets it see')
    expect(screen.queryByRole('button', { name: 'Add three' })).toBeNull()
    expect(asked.filter((line) => line.startsWith('/api/v0/models {'))).toEqual([])
    await userEvent.click(screen.getByRole('button', { name: 'Add all 2' }))
    await waitFor(() =>
      expect(asked.filter((line) => line.startsWith('/api/v0/models {'))).toEqual([
        '/api/v0/models {"path":"/models/one.gguf","purpose":"chat","name":""}',
        '/api/v0/models {"path":"/models/two.gguf","purpose":"chat","name":""}',
      ]),
    )
    await userEvent.click(screen.getByRole('button', { name: 'Done' }))
    expect(onClose).toHaveBeenCalledOnce()
  })

  it('goes away when the person changed their mind', async () => {
    given = [{ status: 200, body: { path: null } }]
    const onClose = vi.fn()
    draw('file', onClose)
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce())
    expect(asked).toEqual(['/api/v0/dialogs/model'])
  })
})
