// Finds models: in the catalogue that came with Fireside, and on the hub when the person asks for it.
export { FinderDialog as default } from './FinderDialog'
