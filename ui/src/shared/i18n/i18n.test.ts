import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import de from './de.json'
import en from './en.json'

const SOURCE = join(import.meta.dirname, '../..')
const FILES = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|\.d\.ts$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(SOURCE, name), 'utf8') }))

function flat(words: object, path = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value]] : Object.entries(flat(value as object, `${path}${key}.`)),
    ),
  )
}

const placeholders = (text: string) => (text.match(/{{\w+}}/g) ?? []).toSorted()

describe('every word', () => {
  it('is said in both languages, with the same placeholders', () => {
    const english = flat(en)
    const german = flat(de)
    expect(Object.keys(german).toSorted()).toEqual(Object.keys(english).toSorted())
    for (const [key, text] of Object.entries(english)) {
      expect([key, german[key] !== '']).toEqual([key, text !== ''])
      expect([key, placeholders(german[key] ?? '')]).toEqual([key, placeholders(text)])
    }
  })

  it.each(['en', 'de'])('has one place in %s', (language) => {
    const text = readFileSync(join(import.meta.dirname, `${language}.json`), 'utf8')
    const read = ts.parseJsonText('words.json', text).statements[0]?.expression
    const twice = (node: ts.Node | undefined): string[] => {
      if (!node || !ts.isObjectLiteralExpression(node)) return []
      const names = node.properties.map((one) => (one.name && ts.isStringLiteral(one.name) ? one.name.text : ''))
      const inside = node.properties.flatMap((one) => (ts.isPropertyAssignment(one) ? twice(one.initializer) : []))
      return [...names.filter((name, index) => names.indexOf(name) !== index), ...inside]
    }
    expect(twice(read)).toEqual([])
  })

  it('that counts has both numbers, and the language chooses which', () => {
    const keys = Object.keys(flat(en))
    const counted = keys.filter((key) => /_(?:one|other)$/.test(key)).map((key) => key.replace(/_(?:one|other)$/, ''))
    for (const key of counted) expect(keys).toEqual(expect.arrayContaining([`${key}_one`, `${key}_other`]))
    for (const { name, text } of FILES) expect([name, text.match(/'[\w.]+_(?:one|other)'/g)]).toEqual([name, null])
  })
})

// Names are the same in every language; what stands in no word is none.
const NAMES = new Set(['Fireside', 'Deutsch', 'English', 'PyTorch'])
const SPOKEN = new Set(['aria-label', 'title', 'alt', 'label', 'about', 'aria-description', 'aria-valuetext', 'text'])
const isWord = (text: string) => /\p{L}{2,}/u.test(text) && !NAMES.has(text.trim())

function literals(name: string, text: string): string[] {
  const found: string[] = []
  const look = (node: ts.Node): void => {
    if (ts.isJsxText(node) && isWord(node.text)) found.push(node.text.trim())
    if (ts.isJsxExpression(node) && node.expression && ts.isStringLiteral(node.expression) && !ts.isJsxAttribute(node.parent) && isWord(node.expression.text))
      found.push(node.expression.text)
    if (ts.isJsxAttribute(node) && node.initializer && ts.isStringLiteral(node.initializer) && SPOKEN.has(node.name.getText()) && isWord(node.initializer.text))
      found.push(`${node.name.getText()}=${node.initializer.text}`)
    ts.forEachChild(node, look)
  }
  look(ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX))
  return found
}

describe('no source', () => {
  const drawn = FILES.filter(({ name }) => name.endsWith('.tsx'))

  it('says anything in a language of its own', () => {
    expect(literals('a.tsx', '<p title="Hello">There {"you"} <b>are</b></p>')).toEqual(['title=Hello', 'There', 'you', 'are'])
    for (const { name, text } of drawn) expect([name, literals(name, text)]).toEqual([name, []])
  })

  it('says left or right where it means the beginning or the end', () => {
    const sides = /(?<![\w-])-?(?:[mp][lr]|(?:left|right)|border-[lr]|rounded-[lr]|rounded-[tb][lr]|scroll-[mp][lr])-[\w./[\]()-]+|(?<![\w-])text-(?:left|right)(?![\w-])|(?<![\w-])border-[lr](?![\w-])/g
    // What is placed by code, in pixels from the left, or lies in the middle, is the same in every direction.
    const kept = /^(?:left|right)-1\/2$/
    const all = drawn.flatMap(({ name, text }) => {
      const classes = [...text.matchAll(/className=(?:"([^"]*)"|{`([^`]*)`})|(?:const \w+ =\s*\n?\s*|[?:] )'([^']*)'/g)].map((one) => one[1] ?? one[2] ?? one[3] ?? '')
      const physical = classes.flatMap((each) => each.match(sides) ?? []).filter((each) => !kept.test(each))
      return physical.map((each) => `${name}: ${each}`)
    })
    expect(all).toEqual([])
  })
})
