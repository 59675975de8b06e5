import { beforeEach, expect, it, vi } from 'vitest'
import type { UtteranceReady } from '../api/types'
import { hold, play, quieten, serverIsSilent, setVolume, useLoudspeaker } from './loudspeaker'

/** A loudspeaker whose sound ends when the test says so. */
class FakeAudio extends EventTarget {
  static made: FakeAudio[] = []
  volume = 1
  paused = false
  currentTime = 0

  constructor(readonly src: string) {
    super()
    FakeAudio.made.push(this)
  }

  play = () => {
    this.paused = false
    return Promise.resolve()
  }
  pause = () => {
    this.paused = true
  }
}

function ready(index: number, last = false): UtteranceReady {
  return {
    type: 'speech.utterance',
    utterance: { id: `u${index}`, text: `Sentence ${index}.`, index, message_id: 'reply' },
    url: `/api/v0/speech/u${index}.wav`,
    begins: index === 0,
    last,
    marks: [],
  }
}

const word = (start: number, end: number) => ({ here: { start, end } })
const heard = () => FakeAudio.made.map(({ src }) => src.replace(/\D+/g, ' ').trim().split(' ').at(-1))
const end = () => FakeAudio.made.at(-1)?.dispatchEvent(new Event('ended'))
const said = () => useLoudspeaker.getState().saying?.utterance.text

const told: string[] = []

vi.mock('../api/actions', () => ({ played: (id: string) => Promise.resolve(void told.push(id)) }))

beforeEach(() => {
  hold(false)
  quieten()
  FakeAudio.made = []
  told.length = 0
  vi.stubGlobal('Audio', FakeAudio)
})

it('plays one after the other, in order', () => {
  for (let index = 0; index < 3; index += 1) play(ready(index, index === 2))
  expect(heard()).toEqual(['0'])
  end()
  end()
  expect(heard()).toEqual(['0', '1', '2'])
  expect(said()).toBe('Sentence 2.')
  end()
  expect(said()).toBeUndefined()
})

it('passes over what cannot be played', () => {
  play(ready(0))
  play(ready(1, true))
  FakeAudio.made.at(-1)?.dispatchEvent(new Event('error'))
  expect(said()).toBe('Sentence 1.')
})

it('falls silent at once, and is not woken by the end of what was stopped', () => {
  play(ready(0))
  play(ready(1))
  quieten()
  expect(FakeAudio.made[0]?.paused).toBe(true)
  end()
  expect(heard()).toEqual(['0'])
})

it('plays a reading that was sent whole to its end, and stops one that was not', () => {
  play(ready(0, true))
  serverIsSilent()
  expect(said()).toBe('Sentence 0.')
  play(ready(0))
  serverIsSilent()
  expect(said()).toBeUndefined()
})

it('begins anew with a new reading', () => {
  play(ready(0))
  play(ready(1))
  play(ready(0, true))
  expect(FakeAudio.made[0]?.paused).toBe(true)
  end()
  expect(heard()).toEqual(['0', '0'])
})

it('changes its volume while it plays', () => {
  play(ready(0))
  setVolume(0.3)
  expect(FakeAudio.made[0]?.volume).toBe(0.3)
})

it('tells the server which ones were heard to their end', () => {
  play(ready(0))
  play(ready(1, true))
  end()
  expect(told).toEqual(['u0'])
  end()
  expect(told).toEqual(['u0', 'u1'])
})

it('is held, and goes on where it was', () => {
  play(ready(0))
  hold(true)
  expect(FakeAudio.made[0]?.paused).toBe(true)
  hold(false)
  expect(FakeAudio.made[0]?.paused).toBe(false)
  expect(heard()).toEqual(['0'])
})

it('plays what it is given while it is held only when it goes on', () => {
  hold(true)
  play(ready(0, true))
  const started = vi.spyOn(FakeAudio.made[0] as FakeAudio, 'play')
  expect(started).not.toHaveBeenCalled()
  hold(false)
  expect(started).toHaveBeenCalledOnce()
})

it('passes nothing over while it is held, and loads it once more when it goes on', () => {
  play(ready(0))
  play(ready(1, true))
  hold(true)
  FakeAudio.made[0]?.dispatchEvent(new Event('error'))
  expect(said()).toBe('Sentence 0.')
  hold(false)
  expect(heard()).toEqual(['0', '0'])
  end()
  expect(said()).toBe('Sentence 1.')
})

it('knows the word by the clock of the sound', async () => {
  play({ ...ready(0, true), marks: [{ seconds: 0, word: word(0, 8) }, { seconds: 0.5, word: word(9, 10) }] })
  expect(useLoudspeaker.getState().word).toEqual(word(0, 8))
  const audio = FakeAudio.made[0] as FakeAudio
  audio.currentTime = 0.6
  await vi.waitFor(() => expect(useLoudspeaker.getState().word).toEqual(word(9, 10)))
})
