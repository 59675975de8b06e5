// The help: pages on everything that Fireside does, and a search that takes people's own words.
export { HelpDialog as default } from './HelpDialog'
export type { HelpPlace } from './pages'
