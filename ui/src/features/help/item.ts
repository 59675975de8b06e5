// How an item of the list looks, whether it is a page or a section that was found.
export const ITEM =
  'block w-full rounded-md px-2.5 py-1.5 text-left text-quiet transition-colors -outline-offset-2 hover:text-text pointer-coarse:py-2.5 scroll-my-4'
