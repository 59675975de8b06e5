// The library's dialog, fetched when it is first opened.
export { PromptsDialog as default } from './PromptsDialog'
