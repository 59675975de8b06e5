// Which model answers, and where it runs.
export { otherComputer, useAnswering } from './answering'
export { ModelLine } from './ModelLine'
