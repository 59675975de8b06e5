import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { I18nextProvider } from 'react-i18next'
import { afterEach, describe, expect, it } from 'vitest'
import { keys, queries } from '../../api/queries'
import type { Fill } from '../../api/types'
import { i18n } from '../../shared/i18n'
import { ContextMeter } from './ContextMeter'

function draw(fill: Fill | null) {
  queries.setQueryData(keys.fill('t'), fill)
  render(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <ContextMeter threadId="t" />
      </QueryClientProvider>
    </I18nextProvider>,
  )
}

afterEach(cleanup)

async function rows(): Promise<string[]> {
  await userEvent.click(screen.getByRole('button'))
  const panel = screen.getByRole('dialog', { name: 'What the model has in mind' })
  return within(panel).getAllByRole('term').map((term) => `${term.textContent} ${term.nextSibling?.textContent}`)
}

describe('how full the context is', () => {
  it('is said shortly, and in the same words to those who hear it', () => {
    draw({ context: 8192, system: 0, summary: 0, messages: 3174, reply: 2048 })
    expect(screen.getByRole('button', { name: 'Context: 3.1k of 8k tokens' }).textContent).toBe('3.1k of 8k')
  })

  it('tells what fills it', async () => {
    draw({ context: 8192, system: 200, summary: 600, messages: 3000, reply: 2048 })
    expect(await rows()).toEqual([
      'System prompt 200', 'Summary of older messages 600', 'Messages 3,000', 'Kept for the reply 2,048', 'Free 2,344',
    ])
  })

  it('promises no room that is not there', async () => {
    draw({ context: 1000, system: 0, summary: 0, messages: 900, reply: 250 })
    expect(await rows()).toEqual(['Messages 900', 'Kept for the reply 100'])
  })

  it('is not told while the model is not loaded', () => {
    draw(null)
    expect(screen.queryByRole('button')).toBeNull()
  })
})
