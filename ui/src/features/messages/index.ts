// The messages of a thread.
export { prepareMarkdown } from './AssistantMessage'
export { Messages } from './Messages'
