import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import de from './de.json'
import en from './en.json'

function flat(words: object, path = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value]] : Object.entries(flat(value as object, `${path}${key}.`)),
    ),
  )
}

const placeholders = (text: string) => (text.match(/{{\w+}}/g) ?? []).toSorted()

it('says everything in both languages, with the same placeholders', () => {
  const english = flat(en)
  const german = flat(de)
  expect(Object.keys(german).toSorted()).toEqual(Object.keys(english).toSorted())
  for (const [key, text] of Object.entries(english)) expect([key, placeholders(german[key] ?? '')]).toEqual([key, placeholders(text)])
})

it.each(['en', 'de'])('says nothing twice under one name (%s)', (language) => {
  const lines = readFileSync(`src/shared/i18n/${language}.json`, 'utf8').matchAll(/^ {2}"(\w+)":/gm)
  const names = [...lines].map(([, name]) => name)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})
