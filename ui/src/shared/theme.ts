// The theme and the size of text on the document, remembered for the first paint of the next start (public/theme.js).
import type { Settings } from '../api/types'

/** Sizes of text to choose from, in percent. All of the page is measured in it. */
export const SIZES = [90, 100, 112, 125, 150] as const

export function applyTheme(theme: Settings['theme']): void {
  document.documentElement.dataset.theme = theme
  localStorage.setItem('fireside.theme', theme)
}

export function applyTextSize(percent: number): void {
  document.documentElement.style.fontSize = `${percent}%`
  localStorage.setItem('fireside.text_size', String(percent))
}
