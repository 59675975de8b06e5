import { describe, expect, it } from 'vitest'
import { formulaBlock, formulasIn } from './formulas'

const tex = (text: string, growing = false) => formulasIn(text, growing).map((one) => one.tex)

describe('a formula', () => {
  it.each([
    ['Since $x^2$ and $y$.', ['x^2', 'y']],
    ['Since \\(a + b\\) holds.', ['a + b']],
    ['\\[ \\frac{1}{2} \\]', ['\\frac{1}{2}']],
    ['$$a = b$$ and $$c$$', ['a = b', 'c']],
    ['($x$), "$y$"; $z$!', ['x', 'y', 'z']],
    ['$a \\$ b$', ['a \\$ b']],
    ['\\[a \\\\[2pt] b\\]', ['a \\\\[2pt] b']],
    ['$5x + 3$', ['5x + 3']],
  ])('is found in %j', (text, found) => expect(tex(text)).toEqual(found))
})

describe('no formula', () => {
  it.each([
    'Between $5 and $10.',
    'It costs $5-$10, or US$20 and CA$30.',
    'From $1,000 to $2,000 a month, $ 5 $ in all.',
    'Set $HOME and $PATH, or $HOME/$USER.',
    'It costs \\$5 and \\$6$.',
    '`$x$` and ``a ` $y$``',
    '```\n$x$ \\(y\\)\n```',
    '- code:\n  ```tex\n  $$x$$\n  ```\n',
    '~~~\n$x$\n~~~',
    'C:\\\\(x86\\\\) and \\\\[1]',
    '\\(  \\) and $$$x$$$',
    'one \\(two\n\nthree\\) four',
    'a lone $ and $x',
    'one $x\ny$ two',
  ])('is in %j', (text) => expect(tex(text)).toEqual([]))
})

describe('while it is written', () => {
  it.each([
    ['\\[ a_1 +', ['a_1 +']],
    ['Since \\(x', ['x']],
    ['Since $$x', ['x']],
    ['Since $\\frac{1', ['\\frac{1']],
    ['Since $a_1', ['a_1']],
    ['Since $5', []],
    ['Since $x', []],
    ['`\\(x', []],
  ])('%j holds %j', (text, found) => expect(tex(text, true)).toEqual(found))

  const TEXT =
    'Prices: $5 and $10, `$HOME` and `\\(no\\)`. With $x_1$ and \\(y^2\\), so **bold $z$**:\n\\[ a \\\\ b\n= c \\] then $$d$$.\n' +
    '- a list \\(e\\) $f$ costs $7\n```sh\n$g$ \\[h\\]\n```\nlast $\\alpha$ and \\$ sign.'

  it('never takes back what stood as a formula', () => {
    const whole = formulasIn(TEXT, false).map((one) => JSON.stringify(one))
    expect(whole).toHaveLength(8)
    for (let cut = 0; cut <= TEXT.length; cut += 1) {
      for (const one of formulasIn(TEXT.slice(0, cut), true)) {
        // The sign after a closing $ may still show that it closed nothing.
        if (!one.open && one.end < cut) expect(whole).toContain(JSON.stringify(one))
      }
    }
  })
})

describe('a block that is a formula', () => {
  it('may hold lines that look like Markdown, and empty ones', () => {
    const text = '$$\na\n\n+ b\n- c\n= d\n$$\nand more'
    expect(formulaBlock(text, false)).toMatchObject({ tex: 'a\n\n+ b\n- c\n= d', display: true, open: false, length: 21 })
  })

  it.each(['$$x$$ and words', 'words $$x$$', '$$ $$', '    $$x$$', '$$$x$$$', '$$never closed'])('is not %j', (text) =>
    expect(formulaBlock(text, false)).toBeNull(),
  )

  it('is open while it grows', () => {
    expect(formulaBlock('\\[\na + ', true)).toMatchObject({ tex: 'a +', open: true })
    expect(formulaBlock(`\\[${'x'.repeat(5000)}`, true)).toBeNull()
  })
})
