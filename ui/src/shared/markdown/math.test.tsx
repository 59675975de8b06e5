import { act, cleanup, render, waitFor } from '@testing-library/react'
import { Tooltip } from 'radix-ui'
import { I18nextProvider } from 'react-i18next'
import { beforeAll, describe, expect, it } from 'vitest'
import { i18n } from '../i18n'
import Markdown from './Markdown'

function page(text: string, growing = false, at?: number) {
  return (
    <I18nextProvider i18n={i18n}>
      <Tooltip.Provider>
        <Markdown text={text} growing={growing} at={at} words={at !== undefined} />
      </Tooltip.Provider>
    </I18nextProvider>
  )
}

async function drawn(text: string): Promise<HTMLElement> {
  const { container } = render(page(text))
  await act(async () => {})
  return container
}

const annotations = (container: HTMLElement) =>
  [...container.querySelectorAll('annotation')].map((each) => each.textContent)

beforeAll(async () => {
  const { container } = render(page('$x$'))
  await waitFor(() => expect(container.querySelector('.katex')).not.toBeNull(), { timeout: 10_000 })
  cleanup()
})

describe('formulas in a reply', () => {
  it('are set in all four ways, for screen readers too', async () => {
    const container = await drawn('With $a_1 * b_2$ and \\(c\\):\n\n$$\n+ d\n\n- e\n$$\n\n\\[f\\]')
    expect(annotations(container)).toEqual(['a_1 * b_2', 'c', '+ d\n\n- e', 'f'])
    expect(container.querySelectorAll('.katex-display')).toHaveLength(2)
    expect(container.querySelector('em, ul')).toBeNull()
    expect(container.querySelectorAll('math')).toHaveLength(4)
  })

  it('are set in lists, quotations, tables and bold words', async () => {
    const container = await drawn('1. one\n   \\[\n   a\n   b\n   \\]\n\n> $c$\n\n| x |\n| - |\n| $d$ |\n\n**bold $e$**')
    expect(annotations(container)).toEqual(['a\n   b', 'c', 'd', 'e'])
    expect(container.querySelector('strong annotation')?.textContent).toBe('e')
  })

  it('show their source when they are faulty', async () => {
    const container = await drawn('So $\\frac{1$ and \\[\\nonsense{x}\\]')
    expect(container.querySelector('.katex')).toBeNull()
    expect([...container.querySelectorAll('.formula-source')].map((each) => each.textContent)).toEqual(['\\frac{1', '\\nonsense{x}'])
  })

  it('follow no address, load nothing and never expand without end', async () => {
    const container = await drawn(
      '$\\href{https://a.example}{x}$ $\\includegraphics{https://a.example/i.png}$ $\\htmlStyle{background:url(//a.example)}{x}$ ' +
        '$\\url{javascript:alert(1)}$ \\[\\def\\a{\\a\\a}\\a\\]',
    )
    expect(container.querySelector('a, img, [style*="url"], script')).toBeNull()
    expect(container.querySelectorAll('.formula-source').length).toBeGreaterThan(0)
  })

  it('know where they stand in the text', async () => {
    const text = 'One $x$ two \\(y\\).\n\n$$z$$'
    const { container } = render(page(text, false, 100))
    const places = [...container.querySelectorAll<HTMLElement>('.markdown p > span[data-at]')].map((each) => [
      Number(each.dataset.at) - 100, each.querySelector('annotation')?.textContent ?? each.textContent,
    ])
    expect(places).toEqual([[0, 'One '], [4, 'x'], [7, ' two '], [12, 'y'], [17, '.']])
    expect(container.querySelector<HTMLElement>('.formula')?.dataset.at).toBe('120')
  })
})

describe('a growing formula', () => {
  it('shows its source, unchanged, until it is whole', () => {
    const { container, rerender } = render(page('So **bold** \\(a_1 * b', true))
    expect(container.querySelector('.formula-source')?.textContent).toBe('a_1 * b')
    rerender(page('So **bold** \\(a_1 * b_', true))
    expect(container.querySelector('.formula-source')?.textContent).toBe('a_1 * b_')
    rerender(page('So **bold** \\(a_1 * b_2\\)', true))
    expect(annotations(container)).toEqual(['a_1 * b_2'])
  })

  const TEXT =
    'It costs $5, **so $x_1$** and \\(y\\):\n\n\\[\n- a \\\\\n\n+ b\n\\]\n\n- item $$c$$\n  | not | a table |\n\n```py\nf"$d$"\n```\n\n| t | $e$ |\n| - | - |\n| `$f$` | \\(g\\) |\n\nEnd $\\alpha$.'

  it('never flickers, wherever the text is cut', async () => {
    const { container, rerender } = render(page('', true))
    let stood: (string | null)[] = []
    for (let cut = 1; cut <= TEXT.length; cut += 1) {
      rerender(page(TEXT.slice(0, cut), true))
      const now = annotations(container)
      expect(now.slice(0, stood.length)).toEqual(stood)
      stood = now
    }
    rerender(page(TEXT))
    await act(async () => {})
    expect(annotations(container)).toEqual(['x_1', 'y', '- a \\\\\n\n+ b', 'c', 'e', 'g', '\\alpha'])
  })
})
