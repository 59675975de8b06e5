import { describe, expect, it } from 'vitest'
import type { HelpArticle } from '../../api/types'
import { anchorIn, groupsOf, withTitles } from './pages'

function page(name: string, ...sections: string[]): HelpArticle {
  const made = sections.map((title) => ({ anchor: title.toLowerCase(), title, text: `**${title}** is\nhere.\n\nMore.` }))
  return { name, title: name, intro: '', sections: made }
}

const voices = page('voices', 'Choose', 'Listen')
const backups = page('backups', 'Daily', 'Restore')

describe('the list of pages', () => {
  it('has groups in one order, and a place for pages that no group knows', () => {
    const groups = groupsOf([page('a-new-page'), backups, voices])
    expect(groups.map(({ name, pages }) => [name, pages.map((one) => one.name)])).toEqual([
      ['voice', ['voices']],
      ['data', ['backups']],
      ['more', ['a-new-page']],
    ])
  })
})

describe('a place in a page', () => {
  it('is the section of that anchor', () => {
    expect(anchorIn(voices, 'listen', undefined)).toBe('listen')
  })

  it('is the same section where it was named in another language', () => {
    const german = page('voices', 'Wählen', 'Anhören')
    expect(anchorIn(german, 'listen', voices)).toBe('anhören')
  })

  it('is the page itself when there is no such section', () => {
    expect(anchorIn(voices, 'gone', undefined)).toBeUndefined()
    expect(anchorIn(voices, 'gone', backups)).toBeUndefined()
    expect(anchorIn(voices, undefined, undefined)).toBeUndefined()
  })
})

describe('what is found', () => {
  const hit = { page: 'backups', anchor: 'restore', title: 'Restore', lead: 'Go back.' }

  it('is what the server found, then titles that hold what was typed, each once', () => {
    expect(withTitles([hit], [voices, backups], 'REST')).toEqual([hit])
    expect(withTitles([hit], [voices, backups], 'lis').map(({ title }) => title)).toEqual(['Restore', 'Listen'])
  })

  it('begins with what is called as was typed', () => {
    const daily = { page: 'backups', anchor: 'daily', title: 'Daily', lead: 'Every day.' }
    expect(withTitles([hit, daily], [voices, backups], 'dail').map(({ title }) => title)).toEqual(['Daily', 'Restore'])
  })

  it('shows the first paragraph in plain words', () => {
    expect(withTitles([], [voices], 'listen')[0]?.lead).toBe('Listen is here.')
  })
})
