// The messages of a thread.
export { Messages } from './Messages'
