// What is heard.
export { play, quieten, usePlayer } from './player'
export { SpeakingStrip, stopSpeaking } from './SpeakingStrip'
export { SpeakSwitch } from './SpeakSwitch'
