// What is heard.
export { Player } from './Player'
export { Devices } from './SoundPanel'
export { SpeakSwitch } from './SpeakSwitch'
