// Exchange: threads that come in from files. (How they go out is in shared/, for every menu has it.)
export { ImportDialog as default } from './ImportDialog'
