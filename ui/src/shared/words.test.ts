import { afterEach, describe, expect, it } from 'vitest'
import { i18n, speakLanguage } from './i18n'
import { words } from './words'

const TOO_LONG = { type: 'prompt_too_long', message: 'The thread has 9 tokens.', hint: 'Shorten it.' }

afterEach(() => i18n.changeLanguage('en'))

describe('a problem', () => {
  it('is told in the words of the server where they are of the same language', () => {
    expect(words(TOO_LONG)).toEqual({ title: 'The thread has 9 tokens.', about: 'Shorten it.' })
    expect(words({ type: 'unreachable', message: '', hint: '' }).title).not.toBe('')
  })

  it('is told in the own words of another language, those for what is at fault first', async () => {
    await speakLanguage('de')
    expect(words(TOO_LONG).title).toContain('Dieses Thema ist länger')
    expect(words({ ...TOO_LONG, param: 'system_prompt' }).title).toContain('Der Systemprompt allein')
    expect(words({ ...TOO_LONG, param: 'system_prompt' }).about).toContain('Inspektor')
    expect(words({ type: 'odd', message: 'Strange.', hint: '' }).title).toBe('Strange.')
  })
})
