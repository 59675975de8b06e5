import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Tooltip } from 'radix-ui'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { forgetFresh, useFresh } from '../../api/own'
import { keys, queries } from '../../api/queries'
import type { Dials, Model, Sampling, Settings } from '../../api/types'
import { i18n } from '../../shared/i18n'
import { SamplingSection } from './SamplingSection'

const MODEL = { id: 'm', name: 'M', path: 'm', engine: 'llama.cpp', guided: false } as Model
const ENGINE: Sampling = { top_p: 1, top_k: 64, min_p: 0.05, repeat_penalty: 1.05, mirostat: 0, dry_multiplier: 0 }

function draw(model: Partial<Model>, dials: Partial<Dials>, sampling: Sampling | null = null): void {
  queries.setQueryData<Dials>(keys.dials('m'), { engine: ENGINE, ignored: [], unsure: [], ...dials })
  useFresh.setState({ own: { sampling } })
  render(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <Tooltip.Provider>
          <SamplingSection threadId={undefined} model={{ ...MODEL, ...model }} />
        </Tooltip.Provider>
      </QueryClientProvider>
    </I18nextProvider>,
  )
}

const own = () => useFresh.getState().own.sampling

beforeEach(() => {
  // jsdom has none; sliders measure themselves.
  vi.stubGlobal('ResizeObserver', class { observe() {} unobserve() {} disconnect() {} })
  queries.setQueryData(keys.settings, { temperature: 0.7, max_tokens: 2048 } as Settings)
})
afterEach(() => {
  cleanup()
  forgetFresh()
  vi.unstubAllGlobals()
})

describe('how a reply is chosen', () => {
  it('shows what is, and whose it is', () => {
    draw({}, {}, { top_k: 5 })
    expect(screen.getByRole('slider', { name: 'Imagination' }).getAttribute('aria-valuetext')).toBe('0.7')
    expect(screen.getAllByText('from the settings')).toHaveLength(2)
    expect(screen.getAllByText('this thread’s')).toHaveLength(1)
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Top-k' }).value).toBe('5')
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Longest reply' }).placeholder).toBe('2,048')
  })

  it('tells what was chosen for the model, unless the thread says otherwise', () => {
    draw({ options: { sampling: { temperature: 0.2, top_p: 0.5 } } }, {}, { top_p: 0.9 })
    expect(screen.getByRole('slider', { name: 'Imagination' }).getAttribute('aria-valuetext')).toBe('0.2')
    expect(screen.getByRole('slider', { name: 'Top-p' }).getAttribute('aria-valuetext')).toBe('0.9')
    expect(screen.getAllByText('chosen for this model')).toHaveLength(1)
  })

  it('takes one value back, or all', async () => {
    draw({}, {}, { top_k: 5, seed: 7 })
    await userEvent.click(screen.getByRole('button', { name: 'Reset Top-k' }))
    expect(own()).toEqual({ seed: 7 })
    await userEvent.click(screen.getByRole('button', { name: 'Reset all' }))
    expect(own()).toBeNull()
    expect(screen.queryByRole('button', { name: /^Reset/ })).toBeNull()
  })

  it('says what the model does not take, and still gives back what was chosen for another', async () => {
    draw({ engine: 'pytorch' }, { ignored: ['dry_multiplier', 'mirostat'] }, { mirostat: 2 })
    await userEvent.click(screen.getByRole('button', { name: 'Advanced' }))
    expect(screen.getAllByText('This model does not take it.')).toHaveLength(2)
    expect(screen.queryByRole('slider', { name: 'DRY' })).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'Reset Mirostat' }))
    expect(own()).toBeNull()
  })

  it('promises nothing of a server', () => {
    draw({ engine: 'server' }, { engine: {}, unsure: ['top_k', 'min_p'] })
    expect(screen.getByRole('slider', { name: 'Min-p' }).getAttribute('aria-valuetext')).toBe('–')
    expect(screen.getAllByText(/Not every server heeds this/)).toHaveLength(2)
    expect(screen.getAllByText('the server’s own').length).toBeGreaterThan(3)
    expect(screen.queryByText('Fireside’s default')).toBeNull()
  })

  it('keeps texts at which a reply ends, each once', async () => {
    draw({}, {})
    const field = screen.getByRole('textbox', { name: 'Add a text' })
    await userEvent.type(field, '\\n\\nUser:{Enter}')
    await userEvent.type(field, '\\n\\nUser:{Enter}###{Enter}')
    expect(own()).toEqual({ stop: ['\n\nUser:', '###'] })
    await userEvent.click(screen.getByRole('button', { name: 'Delete ###' }))
    expect(own()).toEqual({ stop: ['\n\nUser:'] })
    await userEvent.click(field)
    await userEvent.paste('x'.repeat(257))
    await userEvent.keyboard('{Enter}')
    expect(screen.getByRole('alert').textContent).toBe('At most 256 characters.')
    expect(own()).toEqual({ stop: ['\n\nUser:'] })
  })
})
