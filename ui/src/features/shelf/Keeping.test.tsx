import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { Middleware } from 'openapi-fetch'
import { Tooltip } from 'radix-ui'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { act } from 'react'
import { http } from '../../api/client'
import { keep } from '../../api/keep'
import { queries } from '../../api/queries'
import type { Download, Model } from '../../api/types'
import { i18n } from '../../shared/i18n'
import { Keeping } from './Keeping'

const MODEL = { id: 'one', name: 'Tiny' } as Model
const COPY: Download = { id: 'copy-one', name: 'Tiny', status: 'running', done: 0, total: 100, rate: 0 }

let asked: string[]

const server: Middleware = {
  onRequest({ request }) {
    asked.push(`${request.method} ${new URL(request.url).pathname}`)
    return new Response(JSON.stringify(COPY), { headers: { 'content-type': 'application/json' } })
  },
}

const told = (change: Partial<Download>) => act(() => keep({ type: 'download.changed', download: { ...COPY, ...change } }))

beforeEach(() => {
  asked = []
  http.use(server)
  render(
    <QueryClientProvider client={queries}>
      <I18nextProvider i18n={i18n}>
        <Tooltip.Provider>
          <Keeping model={MODEL} />
        </Tooltip.Provider>
      </I18nextProvider>
    </QueryClientProvider>,
  )
})
afterEach(() => {
  cleanup()
  queries.clear()
  http.eject(server)
})

describe('a copy in the folder of Fireside', () => {
  it('is begun, shows how far it is, and can be given up', async () => {
    await userEvent.click(screen.getByRole('button', { name: 'Copy into Fireside’s folder' }))
    const progress = await screen.findByRole<HTMLProgressElement>('progressbar', { name: 'Tiny is being copied' })
    told({ done: 40 })
    await waitFor(() => expect(progress.value).toBe(0.4))
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    told({ status: 'cancelled', done: 0 })
    expect(await screen.findByRole('button', { name: 'Copy into Fireside’s folder' })).toBeTruthy()
    expect(asked).toEqual(['POST /api/v0/shelving/one/copy', 'DELETE /api/v0/shelving/one/copy'])
  })

  it('says why it failed, and may be begun again', async () => {
    told({ status: 'failed', problem: { type: 'store_unwritable', message: 'The copy needs 4 GB.', hint: 'Free some disk space.' } })
    expect((await screen.findByRole('alert')).textContent).toContain('needs 4 GB')
    await userEvent.click(screen.getByRole('button', { name: 'Copy into Fireside’s folder' }))
    expect(await screen.findByRole('progressbar')).toBeTruthy()
  })
})
