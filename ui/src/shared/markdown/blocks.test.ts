import { expect, it } from 'vitest'
import { blocksGrown, blocksOf, type Block } from './blocks'

const TEXT =
  '# A title\n\nWords\nand more.\n\n- one\n\n- two\n\n  still two\n\n1. first\n   ```js\n   code\n\n   more\n   ```\n2. second\n\n' +
  'Setext\n---\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n$$\na\n\n- b\n$$\n\n> said\nlazily\n\n```py\nx = 1\n\ny = 2\n```\n\n    code\n\n\n    more\n\n<div>\n\nhtml</div>\n\n***\n\nThe \\(end\\).'

it.each([1, 2, 3, 7, 19])('divides a text that grows by %i as if it were divided whole', (step) => {
  let before: { text: string; blocks: Block[] } = { text: '', blocks: [] }
  for (let cut = step; cut < TEXT.length + step; cut += step) {
    const text = TEXT.slice(0, cut)
    const blocks = blocksGrown(text, before)
    expect(blocks).toEqual(blocksOf(text, true))
    before = { text, blocks }
  }
})

it('divides anew what is not a continuation, or speaks across its blocks', () => {
  const before = { text: 'One.\n\nTwo.\n\nThree.', blocks: blocksOf('One.\n\nTwo.\n\nThree.') }
  expect(blocksGrown('Else.\n\nTwo.\n\nThree.', before)).toEqual(blocksOf('Else.\n\nTwo.\n\nThree.', true))
  expect(blocksGrown(`${before.text}\n\n[1]: https://example.org`, before)).toHaveLength(1)
})
