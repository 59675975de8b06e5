import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { Middleware } from 'openapi-fetch'
import { Tooltip } from 'radix-ui'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { http } from '../../api/client'
import { queries } from '../../api/queries'
import type { Found } from '../../api/schema'
import { i18n } from '../../shared/i18n'
import { SearchDialog } from './SearchDialog'

const AT = '2026-11-21T08:00:00Z'
const OWL: Found = {
  more: false,
  count: 2,
  threads: [
    {
      thread_id: 't',
      title: 'Birds',
      marks: [],
      archived: false,
      updated_at: AT,
      count: 2,
      messages: [
        { message_id: 'm', role: 'user', created_at: AT, text: 'an owl', marks: [{ start: 3, end: 6 }] },
        { message_id: 'n', role: 'assistant', created_at: AT, text: 'owls', marks: [{ start: 0, end: 4 }] },
      ],
    },
  ],
}

let asked: URL[] = []

const server: Middleware = {
  onRequest({ request }) {
    const url = new URL(request.url)
    if (!url.pathname.endsWith('/search')) return Response.json({ models: [] })
    asked.push(url)
    return Response.json(url.searchParams.get('q')?.startsWith('owl') ? OWL : { more: false, count: 0, threads: [] })
  },
}

beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined
  asked = []
  queries.clear()
  http.use(server)
})

afterEach(() => {
  cleanup()
  http.eject(server)
})

function opened(onOpen = vi.fn()) {
  render(
    <QueryClientProvider client={queries}>
      <I18nextProvider i18n={i18n}>
        <Tooltip.Provider>
          <SearchDialog threadId="t" onOpen={onOpen} onClose={() => undefined} />
        </Tooltip.Provider>
      </I18nextProvider>
    </QueryClientProvider>,
  )
  return onOpen
}

const field = () => screen.getByRole('combobox', { name: 'Search all threads' })
const option = (name: RegExp) => screen.findByRole('option', { name })

it('finds while one types, and says which result Enter opens', async () => {
  const onOpen = opened()
  expect(document.activeElement).toBe(field())
  await userEvent.keyboard('owl')
  const first = await option(/an owl/)
  expect(first.querySelector('mark')?.textContent).toBe('owl')
  expect(field().getAttribute('aria-activedescendant')).toBe(first.id)
  await userEvent.keyboard('{ArrowDown}')
  expect(field().getAttribute('aria-activedescendant')).toBe((await option(/owls/)).id)
  expect(within(screen.getByRole('listbox')).getAllByRole('option', { selected: true })).toHaveLength(1)
  await userEvent.keyboard('{ArrowDown}{ArrowUp}{Enter}')
  await vi.waitFor(() => expect(onOpen).toHaveBeenCalledWith({ threadId: 't', messageId: 'n' }))
})

it('waits for the words that stand there when Enter comes early', async () => {
  const onOpen = opened()
  await userEvent.keyboard('owl{Enter}')
  await vi.waitFor(() => expect(onOpen).toHaveBeenCalledWith({ threadId: 't', messageId: 'm' }))
})

it('does not ask for every letter', async () => {
  opened()
  await userEvent.keyboard('owls')
  await option(/owls/)
  expect(asked.length).toBeLessThan(4)
  expect(asked.at(-1)?.searchParams.get('q')).toBe('owls')
})

it('says when nothing was found', async () => {
  opened()
  await userEvent.keyboard('heron')
  await screen.findByText('Nothing was found. Try other words, or fewer.')
  expect(screen.queryByRole('listbox')).toBeNull()
  expect(field().getAttribute('aria-expanded')).toBe('false')
})

it('looks only where the chips say', async () => {
  opened()
  await userEvent.keyboard('owl')
  await option(/an owl/)
  await userEvent.click(screen.getByRole('button', { name: 'This thread' }))
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'When' }), 'Last 7 days')
  await vi.waitFor(() => expect(asked.at(-1)?.searchParams.get('after')).toMatch(/^\d{4}-.*Z$/))
  expect(asked.at(-1)?.searchParams.get('thread')).toBe('t')
})

it('says at once that Fireside does not answer, before it is tried again', async () => {
  const silent: Middleware = {
    onRequest({ request }) {
      if (request.url.includes('/search')) throw new TypeError('Failed to fetch')
      return undefined
    },
  }
  http.eject(server)
  http.use(silent)
  opened()
  await userEvent.keyboard('owl')
  await screen.findByText('Fireside does not answer.')
  http.eject(silent)
})
