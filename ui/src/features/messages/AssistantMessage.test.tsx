import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Tooltip } from 'radix-ui'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { keys, queries } from '../../api/queries'
import type { Message, Part } from '../../api/types'
import { AT_REST, useLive } from '../../live'
import { i18n } from '../../shared/i18n'
import { AssistantMessage } from './AssistantMessage'

const AT = '2026-11-21T00:00:00Z'
const CALL: Part = { kind: 'tool_call', id: 'c', name: 'weather', arguments: '{"place":"Bamberg"}' }

function reply(parts: Part[], status: 'running' | 'completed' = 'completed'): Message {
  const run = {
    id: 'run', thread_id: 't', message_id: 'm', model_id: 'x', status, created_at: AT, read_tokens: 0, tokens: 0, left_out: 0,
  }
  return { id: 'm', thread_id: 't', parent_id: 'q', role: 'assistant', parts, created_at: AT, siblings: ['m'], spoken: false, run }
}

function draw(message: Message, onSource = vi.fn()) {
  const { run } = message
  if (run?.status === 'running') {
    useLive.setState({ runs: { m: { run, message, read: 0, total: 0, phase: 'reading', written: message.parts.map(() => 0) } } })
  }
  render(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <Tooltip.Provider>
          <AssistantMessage message={message} last onSource={onSource} />
        </Tooltip.Provider>
      </QueryClientProvider>
    </I18nextProvider>,
  )
  return onSource
}

function thought(seconds: number | null): Part {
  return { kind: 'reasoning', text: 'Two **rises**.', seconds }
}

afterEach(cleanup)
beforeEach(() => {
  useLive.setState(AT_REST)
  queries.setQueryData(keys.models, [])
})

describe('what a model thought', () => {
  it('is folded away, and says how long it took', async () => {
    draw(reply([thought(12.4), { kind: 'text', text: 'At eight.' }]))
    expect(screen.queryByText('rises')).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'Thought for 12 s' }))
    expect((await screen.findByText('rises')).tagName).toBe('STRONG')
  })

  it('is going on while nothing has come of it', () => {
    draw(reply([thought(null)], 'running'))
    expect(screen.getByRole('button', { name: 'Thinking…' })).toBeTruthy()
  })

  it('claims no time that nobody measured', () => {
    draw(reply([thought(null)]))
    expect(screen.getByRole('button', { name: 'Thought' })).toBeTruthy()
  })
})

describe('what tools gave', () => {
  it('is a line when it is a sum', () => {
    draw(reply([{ kind: 'tool_result', name: 'calculator', text: '12 × 34 = 408', call_id: '' }]))
    expect(screen.getByText('12 × 34 = 408')).toBeTruthy()
    expect(screen.getByText('Calculator:')).toBeTruthy()
  })

  it('stands with its call in one card, which opens', async () => {
    draw(reply([CALL, { kind: 'tool_result', name: 'weather', text: 'Clear, 17 °C.', call_id: 'c' }]))
    await userEvent.click(screen.getByRole('button', { name: 'weather Clear, 17 °C.' }))
    expect((await screen.findByText(/"place"/)).textContent).toContain('"place": "Bamberg"')
    expect(screen.getAllByText('Clear, 17 °C.')).toHaveLength(2)
  })

  it('is awaited while the call runs, and missing when it never came', () => {
    draw(reply([CALL], 'running'))
    expect(screen.getByRole('button', { name: 'weather running…' })).toBeTruthy()
    cleanup()
    useLive.setState(AT_REST)
    draw(reply([CALL]))
    expect(screen.getByRole('button', { name: 'weather no answer' })).toBeTruthy()
  })
})

describe('what a reply leans on', () => {
  const source: Part = { kind: 'source', title: 'Add a model file', text: '', page: 'adding-models', anchor: 'add-a-model-file' }

  it('leads to its place in the help', async () => {
    const onSource = draw(reply([{ kind: 'text', text: 'Open Models.' }, source]))
    await userEvent.click(screen.getByRole('button', { name: 'Help: Add a model file' }))
    expect(onSource).toHaveBeenCalledWith(source)
  })

  it('waits for the end of the reply', () => {
    draw(reply([source, { kind: 'text', text: 'Open' }], 'running'))
    expect(screen.queryByRole('button', { name: /Help/ })).toBeNull()
  })
})
