import { expect, it } from 'vitest'
import { plain } from './plain'

it.each([
  ['# A *title*\n\nWith **bold** and `code`.', 'A title\n\nWith bold and code.'],
  ['- one\n- two\n  - three\n\n1. first\n2. second', '- one\n- two\n  - three\n\n1. first\n2. second'],
  ['- [x] done\n- [ ] not', '- [x] done\n- [ ] not'],
  ['```js\nconst a = 1 * 2\n```', 'const a = 1 * 2'],
  ['| a | b |\n| - | - |\n| **1** | 2 |', 'a\tb\n1\t2'],
  ['[the page](https://example.org) and https://example.org/x', 'the page (https://example.org) and https://example.org/x'],
  ['> said\n> twice', 'said\ntwice'],
  ['5 \\* 3 and <b>tags</b>', '5 * 3 and <b>tags</b>'],
  ['one  \ntwo', 'one\ntwo'],
  ['So **$a_1 * b_1$** and \\(c\\).\n\n\\[\nd\n\\]', 'So $a_1 * b_1$ and \\(c\\).\n\n\\[\nd\n\\]'],
  ['', ''],
])('%j is %j', (markdown, text) => expect(plain(markdown)).toBe(text))
