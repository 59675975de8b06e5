// The pages of the help in the order in which they are listed, and places in them.
import type { HelpArticle, HelpHit, HelpSection } from '../../api/types'

/** A page, and a section of it; without a page it is the list. */
export interface HelpPlace {
  page?: string
  anchor?: string
}

const GROUPS = {
  begin: ['first-steps', 'the-starter', 'appearance-and-language', 'shortcuts'],
  threads: ['threads', 'writing-messages', 'documents', 'long-threads', 'reply-settings', 'wrong-answers'],
  models: ['adding-models', 'finding-models', 'choosing-a-model', 'switching-models', 'graphics-card', 'slow-or-stuck'],
  voice: ['reading-aloud', 'voices', 'voice-speed-and-volume', 'no-sound', 'dictation'],
  data: ['privacy', 'offline', 'data-folder', 'backups', 'export-and-import'],
} as const

export type GroupName = keyof typeof GROUPS | 'more'
export interface Group {
  name: GroupName
  pages: HelpArticle[]
}

/** The pages by what they are about; one that no group knows is under "more". */
export function groupsOf(pages: readonly HelpArticle[]): Group[] {
  const groups = Object.entries(GROUPS).map(([name, names]): Group => ({
    name: name as GroupName,
    pages: names.flatMap((wanted) => pages.filter((page) => page.name === wanted)),
  }))
  const grouped = new Set(groups.flatMap((group) => group.pages))
  const more: Group = { name: 'more', pages: pages.filter((page) => !grouped.has(page)) }
  return [...groups, more].filter((group) => group.pages.length > 0)
}

/** The anchor in this page of a section that was named in it or, by its place, in the same page of another language. */
export function anchorIn(page: HelpArticle, anchor: string | undefined, twin: HelpArticle | undefined): string | undefined {
  const names = (one: HelpSection) => one.anchor === anchor
  const place = [page, twin].map((one) => one?.sections.findIndex(names) ?? -1).find((at) => at >= 0)
  return place === undefined ? undefined : page.sections[place]?.anchor
}

function leadOf(section: HelpSection): string {
  return (section.text.split('\n\n', 1)[0] ?? '').replace(/\*\*|`/g, '').replace(/\s+/g, ' ').trim()
}

const MOST = 8

/**
 * What the search found, those first whose titles hold what was typed; then other sections whose titles do: half a word
 * is enough for these.
 */
export function withTitles(hits: readonly HelpHit[], pages: readonly HelpArticle[], wanted: string): HelpHit[] {
  const sought = wanted.trim().toLowerCase()
  const holds = (hit: HelpHit) => hit.title.toLowerCase().includes(sought)
  const titled = pages.flatMap((page) =>
    page.sections
      .filter((section) => `${section.title}\n${page.title}`.toLowerCase().includes(sought))
      .map((section) => ({ page: page.name, anchor: section.anchor, title: section.title, lead: leadOf(section) })),
  )
  const known = new Set(hits.map(idOf))
  const others = titled.filter((hit) => !known.has(idOf(hit)))
  return [...hits.filter(holds), ...hits.filter((hit) => !holds(hit)), ...others].slice(0, MOST)
}

export function idOf(hit: HelpHit): string {
  return `${hit.page}#${hit.anchor}`
}
