// The person's choices.
export { SettingsDialog as default } from './SettingsDialog'
export type { Place } from './names'
