import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { I18nextProvider } from 'react-i18next'
import { afterEach, describe, expect, it } from 'vitest'
import { queries } from '../../api/queries'
import type { Message, Run, Summary } from '../../api/types'
import { i18n } from '../../shared/i18n'
import { FoldMark, foldOf } from './FoldMark'

const AT = '2026-11-21T00:00:00Z'

function summary(id: string, fields: Partial<Summary> = {}): Summary {
  return { message_id: id, text: `As of **${id}**.`, messages: 4, left_out: 0, model_id: 'm', created_at: AT, ...fields }
}

function reply(id: string, run: Partial<Run> = {}): Message {
  const whole: Run = {
    id: `run-${id}`, thread_id: 't', message_id: id, model_id: 'm', status: 'completed', created_at: AT,
    read_tokens: 1, tokens: 1, left_out: 0, ...run,
  }
  return {
    id, thread_id: 't', parent_id: null, role: 'assistant', parts: [], created_at: AT, siblings: [id], spoken: false, run: whole,
  }
}

function draw(shown: Summary) {
  render(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <FoldMark summary={shown} />
      </QueryClientProvider>
    </I18nextProvider>,
  )
}

afterEach(cleanup)

describe('where the folded part ends', () => {
  const summaries = [summary('a'), summary('b')]

  it('is where the newest reply had it', () => {
    expect(foldOf([reply('a'), reply('b', { folded_id: 'a' }), reply('c', { folded_id: 'b' })], summaries)?.message_id).toBe('b')
  })

  it('is nowhere when the newest reply knew everything again', () => {
    expect(foldOf([reply('a'), reply('b', { folded_id: 'a' }), reply('c')], summaries)).toBeUndefined()
  })

  it('stays while the next reply is asked for, and when it is stopped', () => {
    const told = [reply('a'), reply('b', { folded_id: 'a' })]
    expect(foldOf([...told, reply('c', { status: 'running' })], summaries)?.message_id).toBe('a')
    expect(foldOf([...told, reply('c', { status: 'cancelled' })], summaries)?.message_id).toBe('a')
  })

  it('moves as soon as more is folded', () => {
    expect(foldOf([reply('b', { folded_id: 'a' }), reply('c', { status: 'running' })], summaries, 'b')?.message_id).toBe('b')
  })
})

describe('its mark', () => {
  it('opens the summary, with the keyboard too', async () => {
    draw(summary('a'))
    const line = screen.getByRole('button', { name: '4 messages folded', expanded: false })
    expect(screen.queryByText(/As of/)).toBeNull()
    line.focus()
    await userEvent.keyboard('{Enter}')
    expect(line.getAttribute('aria-expanded')).toBe('true')
    expect(screen.getByText(/They stay here/)).toBeTruthy()
    expect((await screen.findByText('a')).tagName).toBe('STRONG')
  })

  it('says what was too much for it', async () => {
    draw(summary('a', { left_out: 1200, messages: 1300 }))
    await userEvent.click(screen.getByRole('button', { name: '1,300 messages folded' }))
    expect(screen.getByText('1,200 messages, the oldest, were too many to be summed up.')).toBeTruthy()
  })
})
