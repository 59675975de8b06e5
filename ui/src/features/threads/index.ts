// The threads on the left.
export { ThreadList } from './ThreadList'
