import { describe, expect, it } from 'vitest'
import { filled, pieces, variables } from './variables'

describe('the variables of a prompt', () => {
  it('are asked for once each, in order, with the first default that is given', () => {
    const text = 'Write to {{name}} in {{Language = French }}. Yes, {{ name=Alex }}, in {{language=Dutch}}!'
    expect(variables(text)).toEqual([
      { name: 'name', preset: 'Alex' },
      { name: 'Language', preset: 'French' },
    ])
  })

  it('are filled in wherever they stand, whatever the case of their name', () => {
    const text = 'Dear {{Name}},\n{{what to say=Hello}}, {{name}}!'
    expect(filled(text, { Name: 'Ärne', 'what to say': 'Hi' })).toBe('Dear Ärne,\nHi, Ärne!')
  })

  it('know the day, and ask for the clipboard as for anything else', () => {
    const day = new Intl.DateTimeFormat(navigator.language, { dateStyle: 'long' }).format(new Date())
    expect(filled('On {{date}}', {})).toBe(`On ${day}`)
    expect(variables('{{date}} {{clipboard}}')).toEqual([{ name: 'clipboard', preset: '' }])
  })

  it.each(['{{}}', '{{ }}', '{name}', '{{a|upper}}', '{{#if x}}', '{{a', 'a}}', '{{{}}}', '{{1}}', '{{=x}}'])('leave %s alone', (text) => {
    expect(variables(text)).toEqual([])
    expect(filled(text, {})).toBe(text)
  })

  it('do not fill in what a person wrote', () => {
    expect(filled('{{a}} {{b}}', { a: '{{b}}', b: '$&' })).toBe('{{b}} $&')
  })
})

// Texts of what makes trouble, the same at every run.
function* texts(count: number): Generator<string> {
  const bits = ['{', '{{', '}', '}}', '=', 'a', 'b c', ' ', '\n', '{{a}}', '{{b=1}}', 'ü', '🔥', '$&', '{{date}}']
  let seed = 7
  for (let made = 0; made < count; made += 1) {
    let text = ''
    for (let length = made % 12; length > 0; length -= 1) {
      seed = (seed * 48_271) % 2_147_483_647
      text += bits[seed % bits.length]
    }
    yield text
  }
}

describe('for any text', () => {
  it('words and variables follow each other without a gap: filled in with their own words, all is as it was', () => {
    for (const text of texts(2000)) {
      const words = pieces(text).map((piece) => ('words' in piece ? piece.words : ''))
      let at = 0
      for (const word of words) {
        const next = text.indexOf(word, at)
        expect(next).toBeGreaterThanOrEqual(at)
        at = next + word.length
      }
      if (pieces(text).every((piece) => 'words' in piece)) expect(filled(text, {})).toBe(text)
    }
  })

  it('nothing is asked for that is not used, and all that is asked for is filled in', () => {
    for (const text of texts(2000)) {
      const asked = variables(text)
      const values = Object.fromEntries(asked.map(({ name }, index) => [name, `<${index}>`]))
      const done = filled(text, values)
      for (const value of Object.values(values)) expect(done).toContain(value)
      expect(new Set(asked.map(({ name }) => name.toLowerCase())).size).toBe(asked.length)
    }
  })

  it('a prompt of 100,000 braces is read at once', () => {
    const before = pieces('{'.repeat(100_000) + '{{a}}')
    expect(before.at(-1)).toEqual({ name: 'a' })
    expect(variables('{{a '.repeat(25_000))).toEqual([])
  })
})
