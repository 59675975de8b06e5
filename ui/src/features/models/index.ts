// Which model answers, and where it runs.
export { answerWith, otherComputer, useAnswering } from './answering'
export { ModelLine } from './ModelLine'
