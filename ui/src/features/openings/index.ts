// What came from outside, a link or a file, is shown and asked about before anything happens.
export { Openings as default } from './Openings'
