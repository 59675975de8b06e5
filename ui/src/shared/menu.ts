// How menus look, wherever they open.
export const menuPanel =
  'appear z-50 min-w-40 rounded-lg border border-line bg-raised p-1 text-ui text-text outline-none'

export const menuItem =
  'flex cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1.5 outline-none data-[highlighted]:bg-surface pointer-coarse:py-2.5'
