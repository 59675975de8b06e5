// Where messages are written.
export { Composer, type ComposerHandle } from './Composer'
export { ContextMeter } from './ContextMeter'
