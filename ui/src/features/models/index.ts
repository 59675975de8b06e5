// Which model answers, and where it runs.
export { answerWith, otherComputer, useAnswering } from './answering'
export { Neighbours, useComputer } from './Neighbours'
export { ModelLine } from './ModelLine'
