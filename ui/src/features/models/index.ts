// Which model answers.
export { ModelLine } from './ModelLine'
