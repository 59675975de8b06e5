// The models that one has, fetched when they are first looked at.
export { ShelfDialog as default } from './ShelfDialog'
