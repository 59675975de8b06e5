// What can be done, found by name beside what was said.
import { fits } from '../../shared/sought'

export interface Command {
  id: string
  title: string
  /** Other words that people look for it with. */
  also?: string | undefined
  /** Its keys, as they are printed. */
  keys?: string | undefined
  run: () => void
}

// Above what was said there is room for a few; alone, all are shown.
const FEW = 4
const FIRST = 6

/** What is sought begins with this when only commands are wanted. */
export const ONLY = '>'

export function wantsOnly(wanted: string): boolean {
  return wanted.trimStart().startsWith(ONLY)
}

/** The commands that fit, those whose own name does first; before anything is typed, the first few. */
export function fitting(commands: readonly Command[], wanted: string): Command[] {
  const only = wantsOnly(wanted)
  const words = (only ? wanted.trimStart().slice(ONLY.length) : wanted).trim().toLowerCase()
  if (words === '') return only ? [...commands] : commands.slice(0, FIRST)
  const found = commands.filter(({ title, also }) => fits(words, title, also))
  const rank = ({ title }: Command) => Number(fits(words, title)) + Number(title.toLowerCase().startsWith(words))
  return found.toSorted((a, b) => rank(b) - rank(a)).slice(0, only ? undefined : FEW)
}

export function idOfCommand({ id }: Command): string {
  return `command-${id}`
}
