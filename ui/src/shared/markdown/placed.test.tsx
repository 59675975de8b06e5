import { cleanup, render } from '@testing-library/react'
import { Tooltip } from 'radix-ui'
import { I18nextProvider } from 'react-i18next'
import { afterEach, expect, it } from 'vitest'
import { i18n } from '../i18n'
import Markdown from './Markdown'

// What is fetched for a code or a formula may come when the test is over, and its page gone.
afterEach(cleanup)

const TEXT = `# A title

Words with **bold** and a [link](https://example.org/words).

- one
- two \`code\` three

| a | b |
| - | - |
| words | more |

\`\`\`
words
\`\`\`
`

function drawn(at: number, words: boolean): HTMLElement[] {
  const { container } = render(
    <I18nextProvider i18n={i18n}>
      <Tooltip.Provider>
        <Markdown text={TEXT} at={at} words={words} />
      </Tooltip.Provider>
    </I18nextProvider>,
  )
  return [...container.querySelectorAll<HTMLElement>('[data-at]')]
}

it('knows of every run of words where it stands in the text', () => {
  const runs = drawn(100, true).filter((element) => element.tagName === 'SPAN')
  expect(runs.length).toBeGreaterThan(8)
  for (const run of runs) {
    const at = Number(run.dataset.at) - 100
    expect(TEXT.slice(at, at + (run.textContent?.length ?? 0)).replaceAll('`', '')).toContain(run.textContent?.slice(0, -1))
  }
  expect(runs.some((run) => run.closest('pre'))).toBe(false)
})

it('does not tell words apart while nobody listens', () => {
  const elements = drawn(0, false)
  expect(elements.some((element) => element.tagName === 'SPAN')).toBe(false)
  expect(elements.length).toBeGreaterThan(5)
})
