// The search in everything that was said.
export { SearchDialog } from './SearchDialog'
export type { Target } from './targets'
