import { afterEach, describe, expect, it } from 'vitest'
import { i18n, speakLanguage } from './i18n'
import { said } from './said'

afterEach(() => i18n.changeLanguage('en'))

describe('what the server says', () => {
  it('is left alone in its own language', () => {
    expect(said('There is no such thread.')).toBe('There is no such thread.')
  })

  it('is told in the language of the person, with what is put in', async () => {
    await speakLanguage('de')
    expect(said('There is no such thread.')).toBe('Ein solches Thema gibt es nicht.')
    expect(said('The thread has 900 tokens; this model’s context holds 512.'.replace('’', "'"))).toBe(
      'Das Thema hat 900 Token; der Kontext dieses Modells fasst 512.',
    )
    expect(said('A sentence of tomorrow.')).toBeUndefined()
  })

  it('is told sentence by sentence', async () => {
    await speakLanguage('de')
    expect(said('All 32 layers on the GPU, 16k context at 8 bits, 7.1 of 24 GB. There was not enough memory for 16 bits.')).toBe(
      'Alle 32 Schichten auf der GPU, 16k Kontext mit 8 Bit, 7,1 von 24 GB. Für 16 Bit war nicht genug Speicher da.',
    )
    expect(said('There was not enough memory for 16 bits. And that is that.')).toBeUndefined()
  })

  it('is told whole when a sentence is put into another', async () => {
    await speakLanguage('de')
    expect(said('It was cut off. Download the file again.')).toBe('Sie ist abgeschnitten. Lade die Datei noch einmal herunter.')
    expect(said('model (a+b) $& [1].gguf is empty.')).toBe('model (a+b) $& [1].gguf ist leer.')
  })
})
