import { beforeEach, expect, it, vi } from 'vitest'
import type { UtteranceReady } from '../api/types'
import { play, quieten, serverIsSilent, setVolume, useLoudspeaker } from './loudspeaker'

/** A loudspeaker whose sound ends when the test says so. */
class FakeAudio extends EventTarget {
  static made: FakeAudio[] = []
  volume = 1
  paused = false

  constructor(readonly src: string) {
    super()
    FakeAudio.made.push(this)
  }

  play = () => Promise.resolve()
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

const heard = () => FakeAudio.made.map(({ src }) => src.replace(/\D+/g, ' ').trim().split(' ').at(-1))
const end = () => FakeAudio.made.at(-1)?.dispatchEvent(new Event('ended'))
const said = () => useLoudspeaker.getState().saying?.text

beforeEach(() => {
  quieten()
  FakeAudio.made = []
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
