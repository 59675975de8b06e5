import { expect, it } from 'vitest'
import { sampleIn } from './sample'

it('is a line in the language of the voice, whatever its region', () => {
  expect(sampleIn('de-AT')).toMatch(/^Guten Abend/)
  expect(sampleIn('pt-BR')).toMatch(/^Boa noite/)
  expect(sampleIn('en-GB')).toBe(sampleIn('en'))
})

it('is English where nobody wrote a line', () => {
  expect(sampleIn('tlh')).toBe(sampleIn('en-US'))
})
