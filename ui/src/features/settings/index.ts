// The person's choices.
export { PLACES, SettingsDialog, type Place } from './SettingsDialog'
export { Backups } from './Backups'
