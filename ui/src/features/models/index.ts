// Which model answers, and where it runs.
export { answerWith, otherComputer, useAnswering } from './answering'
export { FindAgain } from './FindAgain'
export { Neighbours, useComputer } from './Neighbours'
export { ModelLine } from './ModelLine'
export { showModelMenu } from './recent'
