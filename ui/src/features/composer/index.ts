// Where messages are written.
export { Composer, type ComposerHandle } from './Composer'
export { ContextMeter } from './ContextMeter'
export type { Offer } from './offers'
export { Waiting } from './Waiting'
