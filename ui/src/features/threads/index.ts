// The threads on the left.
export { ThreadList } from './ThreadList'
export type { PutAwayPlace } from './PutAway'
