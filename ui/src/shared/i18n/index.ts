// Every string of the page, in the person's language: English is always there, German is fetched when it is wanted.
import { createInstance } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Settings } from '../../api/types'
import en from './en.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en }
  }
}

export const i18n = createInstance()

void i18n.use(initReactI18next).init({
  resources: { en: { translation: en } },
  lng: 'en',
  fallbackLng: 'en',
  interpolation: { escapeValue: false },
  initAsync: false,
})

export async function speakLanguage(choice: Settings['language']): Promise<void> {
  const wanted = choice === 'system' ? navigator.language : choice
  const language = wanted.toLowerCase().startsWith('de') ? 'de' : 'en'
  if (language === 'de' && !i18n.hasResourceBundle('de', 'translation')) {
    const [{ default: de }, { default: said }] = await Promise.all([import('./de.json'), import('./said.de.json')])
    i18n.addResourceBundle('de', 'translation', de)
    i18n.addResourceBundle('de', 'said', said)
  }
  if (i18n.language !== language) await i18n.changeLanguage(language)
  document.documentElement.lang = language
  document.documentElement.dir = i18n.dir(language)
}
