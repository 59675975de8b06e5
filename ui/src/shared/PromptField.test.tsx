import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { I18nextProvider } from 'react-i18next'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { i18n } from './i18n'
import { PromptField, readable } from './PromptField'

const saved = vi.fn<(text: string) => Promise<void>>(() => Promise.resolve())

function Kept({ first = '' }: { first?: string }) {
  const [value, setValue] = useState(first)
  const [save] = useState(() => (text: string) => {
    setValue(text)
    return saved(text)
  })
  return (
    <I18nextProvider i18n={i18n}>
      <h3 id="what">Words</h3>
      <PromptField value={value} onSave={save} placeholder="" labelledBy="what" />
      <button type="button" onClick={() => setValue('from elsewhere')}>
        Another window
      </button>
    </I18nextProvider>
  )
}

const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Words' })
const write = (text: string) => fireEvent.change(field(), { target: { value: text } })

beforeEach(() => {
  vi.useFakeTimers()
  saved.mockClear()
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

describe('what models are told', () => {
  it('is saved once, after a pause', async () => {
    render(<Kept />)
    write('Be')
    await act(() => vi.advanceTimersByTimeAsync(300))
    write('Be brief.')
    expect(saved).not.toHaveBeenCalled()
    await act(() => vi.advanceTimersByTimeAsync(5000))
    expect(saved.mock.calls).toEqual([['Be brief.']])
  })

  it('is saved at once by whoever goes on elsewhere, and by whoever closes it', async () => {
    const { unmount } = render(<Kept />)
    write('Be brief.')
    fireEvent.blur(field())
    expect(saved.mock.calls).toEqual([['Be brief.']])
    await act(() => vi.advanceTimersByTimeAsync(0))
    write('Be briefer.')
    unmount()
    expect(saved.mock.calls.at(-1)).toEqual(['Be briefer.'])
    expect(saved).toHaveBeenCalledTimes(2)
  })

  it('stays under the hands of who writes it, and follows another window else', async () => {
    render(<Kept first="old" />)
    write('mine')
    fireEvent.click(screen.getByRole('button'))
    expect(field().value).toBe('mine')
    await act(() => vi.advanceTimersByTimeAsync(5000))
    expect(saved).toHaveBeenLastCalledWith('mine')
    fireEvent.click(screen.getByRole('button'))
    expect(field().value).toBe('from elsewhere')
  })

  it('is not saved while it is too long, and says so', async () => {
    render(<Kept first="kept" />)
    write('x'.repeat(70_000))
    await act(() => vi.advanceTimersByTimeAsync(5000))
    fireEvent.blur(field())
    expect(saved).not.toHaveBeenCalled()
    expect(screen.getByRole('alert').textContent).toContain('70,000 characters, at most 65,536')
    expect(field().getAttribute('aria-invalid')).toBe('true')
    write('😀'.repeat(65_000))
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('holds nothing that nobody can read', () => {
    expect(readable('a\u0000b\u001b[2Jc\r\nd\te\ud800f\u0085')).toBe('ab[2Jc\nd\tef')
    expect(readable('😀 שלום')).toBe('😀 שלום')
  })
})
