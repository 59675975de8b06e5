// Writes the licences of everything the page carries into dist/licences.json, as a step of the build.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

interface Licence {
  name: string
  version: string
  licence: string
  about: string
  text: string
}

interface Package {
  name: string
  version?: string
  license?: string | { type?: string }
  description?: string
  dependencies?: Record<string, string>
}

const INSIDE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//
const TEXT = /^(licen[cs]e|copying|ofl)/i

// Their styles go into the page, though no script of theirs does.
const STYLES = ['tailwindcss']

function described(folder: string): Package {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package
}

function licenceOf(folder: string): Licence {
  const { name, version = '', license = '', description = '' } = described(folder)
  const file = readdirSync(folder).find((each) => TEXT.test(each))
  const text = file ? readFileSync(join(folder, file), 'utf8') : ''
  const named = typeof license === 'string' ? license : (license.type ?? '')
  // Some say it in their text alone, whose first line is its name.
  return { name, version, licence: named || (/^The (\w+) Licen[cs]e/i.exec(text.trim())?.[1] ?? ''), about: description, text }
}

/** What the bundle was made of, and what the page names as its dependencies: fonts come in by their styles alone. */
export function licences(): Plugin {
  return {
    name: 'licences',
    apply: 'build',
    generateBundle() {
      const here = import.meta.dirname
      const named = [...Object.keys(described(here).dependencies ?? {}), ...STYLES].map((name) => join(here, 'node_modules', name))
      const bundled = [...this.getModuleIds()].flatMap((id) => INSIDE.exec(id.replaceAll('\\', '/'))?.[1]?.replace(/^\0/, '') ?? [])
      const folders = [...new Set([...named, ...bundled])].filter((folder) => existsSync(join(folder, 'package.json')))
      const all = new Map(folders.map(licenceOf).map((each) => [`${each.name} ${each.version}`, each]))
      const sorted = [...all.values()].toSorted((a, b) => a.name.localeCompare(b.name))
      this.emitFile({ type: 'asset', fileName: 'licences.json', source: JSON.stringify(sorted) })
    },
  }
}
