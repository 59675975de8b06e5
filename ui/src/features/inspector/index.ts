// What holds in one thread alone; fetched when it is first opened.
export { default } from './Inspector'
