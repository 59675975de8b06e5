import { cleanup, render, screen } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AT_REST, useLive, type Writing } from '../../live'
import { i18n } from '../../shared/i18n'
import { Reading } from './Reading'

const AT = '2026-11-21T00:00:00Z'

function writing(read: number, total: number): Writing {
  const run = {
    id: 'run', thread_id: 't', message_id: 'm', model_id: 'x', status: 'queued' as const, created_at: AT,
    read_tokens: 0, tokens: 0, left_out: 0,
  }
  const message = { id: 'm', thread_id: 't', parent_id: 'q', role: 'assistant' as const, parts: [], created_at: AT, siblings: ['m'], spoken: false, run }
  return { run, message, read, total, phase: 'reading', written: [] }
}

function draw(live: Writing) {
  render(
    <I18nextProvider i18n={i18n}>
      <Reading live={live} started={false} />
    </I18nextProvider>,
  )
}

afterEach(cleanup)
beforeEach(() => useLive.setState(AT_REST))

describe('before the first word', () => {
  it('says that the message waits for the model, and how long', () => {
    useLive.setState({ model: { status: 'loading', progress: 0.4, gpu_layers: 0, layers: 0, context: 0, fit: '', waits_for: '' } })
    draw(writing(0, 0))
    expect(screen.getByText('Sent. The model is loading: 40%')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Stop' })).toBeTruthy()
  })

  it('shows how much of a long text has been read', () => {
    draw(writing(1024, 4096))
    expect(screen.getByText('Reading your text: 1,024 of 4,096 tokens')).toBeTruthy()
    expect(screen.getByRole('progressbar').getAttribute('value')).toBe('0.25')
  })

  it('shows that older messages are folded, however few, and can be stopped', () => {
    draw({ ...writing(60, 240), phase: 'folding' })
    expect(screen.getByText('Folding older messages…')).toBeTruthy()
    expect(screen.getByRole('progressbar', { name: 'Folding older messages…' }).getAttribute('value')).toBe('0.25')
    expect(screen.getByRole('button', { name: 'Stop' })).toBeTruthy()
  })

  it('bothers nobody with a short one', () => {
    draw(writing(20, 60))
    expect(screen.queryByRole('progressbar')).toBeNull()
  })
})
