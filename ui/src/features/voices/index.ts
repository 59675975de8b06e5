// What is heard.
export { SpeakingStrip } from './SpeakingStrip'
export { SpeakSwitch } from './SpeakSwitch'
