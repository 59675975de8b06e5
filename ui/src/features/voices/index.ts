// What is heard.
export { Player } from './Player'
export { SpeakSwitch } from './SpeakSwitch'
