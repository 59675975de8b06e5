import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { Middleware } from 'openapi-fetch'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { http } from '../../api/client'
import { keys, queries } from '../../api/queries'
import type { Status } from '../../api/types'
import { i18n } from '../../shared/i18n'
import { Background } from './Background'

let chosen: object[] = []
let status: Partial<Status> = {}
const SETTINGS = { background: false, quick_ask: true, quick_ask_keys: 'Ctrl+Alt+Space' }

const server: Middleware = {
  async onRequest({ request }) {
    if (request.method === 'PATCH') chosen.push((await request.json()) as object)
    const body = request.method === 'PATCH' ? { ...SETTINGS, ...chosen.at(-1) } : status
    return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } })
  },
}

function draw(background: Status['background'], has_window = true) {
  status = { has_window, background }
  queries.setQueryData(keys.status, status)
  queries.setQueryData(keys.settings, SETTINGS)
  render(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <Background />
      </QueryClientProvider>
    </I18nextProvider>,
  )
}

beforeEach(() => {
  http.use(server)
  queries.clear()
  chosen = []
})
afterEach(() => {
  http.eject(server)
  cleanup()
})

it('shows nothing where the desktop can do neither', () => {
  draw({ tray: false, quick_ask: false, keys: 'none' }, false)
  expect(document.body.textContent).toBe('')
})

it('offers both where there is a tray and keys can be had', () => {
  draw({ tray: true, quick_ask: true, keys: 'free' })
  fireEvent.click(screen.getByRole('switch', { name: 'Keep running when the window is closed' }))
  expect(screen.getByRole('switch', { name: 'Quick question from everywhere' })).toBeTruthy()
})

it('says that keys are taken, and takes others as they are pressed', async () => {
  draw({ tray: false, quick_ask: true, keys: 'taken' })
  expect(screen.getByRole('status').textContent).toContain('Another program has these keys')
  const button = screen.getByRole('button', { name: /Ctrl\+Alt\+Space/ })
  fireEvent.keyDown(button, { key: 'k', code: 'KeyK', ctrlKey: true, altKey: true })
  fireEvent.click(button)
  fireEvent.keyDown(button, { key: 'k', code: 'KeyK' })
  fireEvent.keyDown(button, { key: 'k', code: 'KeyK', ctrlKey: true, altKey: true })
  await expect.poll(() => chosen).toEqual([{ quick_ask_keys: 'Ctrl+Alt+K' }])
})

it('keeps the keys when the person changes their mind', () => {
  draw({ tray: false, quick_ask: true, keys: 'free' })
  const button = screen.getByRole('button', { name: /Ctrl\+Alt\+Space/ })
  fireEvent.click(button)
  fireEvent.keyDown(button, { key: 'Escape', code: 'Escape' })
  expect(button.getAttribute('aria-pressed')).toBe('false')
  expect(chosen).toEqual([])
})

it('names the command where no program can take keys', () => {
  draw({ tray: false, quick_ask: true, keys: 'desktop' })
  expect(document.body.textContent).toContain('fireside --ask')
  expect(screen.queryByRole('switch', { name: 'Quick question from everywhere' })).toBeNull()
})
