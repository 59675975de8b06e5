// A line in the language of a voice, by which one hears how it sounds.
import { ask, http } from '../api/client'
import type { Voice } from '../api/types'
import { tellError } from './toasts'

const LINES: Readonly<Record<string, string>> = {
  en: 'Good evening. This is how I sound by the fire.',
  de: 'Guten Abend. So klinge ich am Feuer.',
  fr: 'Bonsoir. Voici ma voix au coin du feu.',
  es: 'Buenas noches. Así sueno junto al fuego.',
  it: 'Buonasera. Questa è la mia voce accanto al fuoco.',
  pt: 'Boa noite. É assim que eu soo junto à lareira.',
  nl: 'Goedenavond. Zo klink ik bij het vuur.',
  sv: 'God kväll. Så här låter jag vid brasan.',
  da: 'Godaften. Sådan lyder jeg ved bålet.',
  nb: 'God kveld. Slik høres jeg ut ved peisen.',
  pl: 'Dobry wieczór. Tak brzmię przy kominku.',
  cs: 'Dobrý večer. Takhle zním u krbu.',
  ru: 'Добрый вечер. Так я звучу у камина.',
  uk: 'Добрий вечір. Так я звучу біля вогню.',
  tr: 'İyi akşamlar. Ateşin başında sesim böyle.',
  cmn: '晚上好。这就是我在炉火旁的声音。',
  zh: '晚上好。这就是我在炉火旁的声音。',
  ja: 'こんばんは。暖炉のそばでは、こんな声です。',
}

/** What a voice says to be heard; in English where nobody wrote a line in its language. */
export function sampleIn(language: string): string {
  return LINES[language.toLowerCase().split('-')[0]!] ?? LINES.en!
}

/** Has a voice, or the person's own, say its line. */
export function hear(voice: Voice | undefined): void {
  const body = { text: sampleIn(voice?.language ?? 'en'), voice_id: voice?.id ?? null }
  void ask(http.POST('/api/v0/speech', { body })).catch(tellError)
}
