// The prompt library, and the form that fills in a prompt's variables.
export { FillForm } from './FillForm'
export { filled, variables } from './variables'
