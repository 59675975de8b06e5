// The search in everything that was said and that can be done.
export type { Command } from './commands'
export { SearchDialog } from './SearchDialog'
export type { Target } from './targets'
