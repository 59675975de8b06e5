// The theme on the document, remembered for the first paint of the next start (public/theme.js).
import type { Settings } from '../api/types'

export function applyTheme(theme: Settings['theme']): void {
  document.documentElement.dataset.theme = theme
  localStorage.setItem('fireside.theme', theme)
}
