import { cleanup, render, screen } from '@testing-library/react'
import { Tooltip } from 'radix-ui'
import { I18nextProvider } from 'react-i18next'
import { afterEach, describe, expect, it } from 'vitest'
import { i18n } from '../i18n'
import { blocksOf } from './blocks'
import Markdown, { safeUrl } from './Markdown'

// What is fetched for a code or a formula may come when the test is over, and its page gone.
afterEach(cleanup)

function draw(text: string, growing = false) {
  const page = (words: string) => (
    <I18nextProvider i18n={i18n}>
      <Tooltip.Provider>
        <Markdown text={words} growing={growing} />
      </Tooltip.Provider>
    </I18nextProvider>
  )
  const { container, rerender } = render(page(text))
  return { container, redraw: (words: string) => rerender(page(words)) }
}

describe('what is in a reply', () => {
  it('never becomes an image', () => {
    const { container } = draw('![a cat](https://tracker.example/cat.png) ![data](data:image/png;base64,AAAA)')
    expect(container.querySelector('img')).toBeNull()
    expect(screen.getByText('a cat')).toBeTruthy()
    expect(screen.getByText('tracker.example')).toBeTruthy()
  })

  it('never becomes HTML', () => {
    const { container } = draw('<script>1</script><iframe src="https://a.example"></iframe> <b onclick="x()">words</b>')
    expect(container.querySelector('script, iframe, b')).toBeNull()
  })

  it.each(['javascript:alert(1)', 'JaVaScRiPt:alert(1)', ' data:text/html,x', 'vbscript:x', 'file:///etc/passwd', '/api/v0/threads', '//a.example', '#top', 'blob:x'])(
    'is no link to %s',
    (url) => expect(safeUrl(url)).toBe(''),
  )

  it('opens good links outside', () => {
    draw('[the page](https://example.org/a?b=c)')
    const link = screen.getByRole('link', { name: 'the page' })
    expect(link.getAttribute('href')).toBe('https://example.org/a?b=c')
    expect(link.getAttribute('target')).toBe('_blank')
    expect(link.getAttribute('rel')).toBe('noopener noreferrer')
  })

  it('puts no link into a link', () => {
    const { container } = draw('[![alt](https://a.example/i.png)](https://b.example)')
    expect(container.querySelectorAll('a')).toHaveLength(1)
  })
})

describe('a growing reply', () => {
  it('keeps the blocks that are done as they are', () => {
    const { container, redraw } = draw('First.\n\nSecond **bo', true)
    const first = container.querySelector('p')
    redraw('First.\n\nSecond **bold** and\n\n- three')
    expect(container.querySelector('p')).toBe(first)
    expect(container.querySelector('li')?.textContent).toBe('three')
  })

  it('shows half-written bold as bold, not as stars', () => {
    const { container } = draw('Half **bold', true)
    expect(container.querySelector('strong')?.textContent).toBe('bold')
  })

  it('shows an open fence as code', () => {
    const { container } = draw('```python\nprint(1)', true)
    expect(container.querySelector('pre')?.textContent).toBe('print(1)')
  })

  it('stays in one piece where its blocks speak to each other', () => {
    expect(blocksOf('See [it][1].\n\nAnd more.\n\n[1]: https://example.org')).toHaveLength(1)
    expect(blocksOf('One.\n\nTwo.')).toHaveLength(2)
  })
})
