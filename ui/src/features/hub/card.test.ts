import { expect, it } from 'vitest'
import { readable } from './card'

it('keeps what is said and leaves out the signs', () => {
  const card = [
    '<div align="center">', '  <img src="https://example.org/logo.png" alt="Logo">', '    <p>A <b>small</b> model.</p>', '</div>', '',
    '<!-- nobody', 'reads this -->', '# Small', '', '- one', '    - two', '',
    '<a href="https://example.org/paper"><img src="x">The paper</a> and <a href="javascript:alert(1)">nothing</a>',
    '<script>steal()</script><style>p { color: red }</style>',
  ].join('\r\n')
  expect(readable(card)).toBe(
    'A small model.\n\n# Small\n\n- one\n    - two\n\n[The paper](https://example.org/paper) and nothing',
  )
})

it('leaves code as it is', () => {
  const card = 'Use `<think>` and\n\n```html\n<div>\n    <p>\n```\n\nas <think> does'
  expect(readable(card)).toBe('Use `<think>` and\n\n```html\n<div>\n    <p>\n```\n\nas  does')
})

// Each of these, looked at from every place anew, would take minutes.
it.each(['<a ', '<a href="', '<div ', '<!--', '```', '`', '< ', '<svg>'])('is not kept busy by %s', (piece) => {
  const card = piece.repeat(200_000 / piece.length)
  expect(readable(card).length).toBeLessThanOrEqual(card.length)
})
