// How Fireside looks, how large, in which language it speaks, and what it does without its window.
import { useTranslation } from 'react-i18next'
import { choose } from '../../api/actions'
import { useSettings } from '../../api/queries'
import { Choice, Row } from '../../shared/Controls'
import { percent } from '../../shared/format'
import { SIZES } from '../../shared/theme'
import { tellError } from '../../shared/toasts'
import { Background } from './Background'

export function General() {
  const { t } = useTranslation()
  const { data: settings } = useSettings()
  if (!settings) return null
  const themes = (['system', 'dark', 'light'] as const).map((value) => ({ value, label: t(`theme.${value}`) }))
  const languages = [
    { value: 'system', label: t('theme.system') },
    { value: 'en', label: 'English' },
    { value: 'de', label: 'Deutsch' },
  ] as const
  // A size that was set in the file or through the API stands among ours.
  const sizes = [...new Set([...SIZES, settings.text_size])].toSorted((a, b) => a - b)
  return (
    <>
      <Row label={t('theme.label')} also={t('also.theme')}>
        {({ label }) => (
          <Choice
            value={settings.theme}
            options={themes}
            onChange={(theme) => void choose({ theme }).catch(tellError)}
            labelledBy={label}
          />
        )}
      </Row>
      <Row label={t('text_size')} about={t('text_size_about')} also={t('also.text_size')}>
        {({ label }) => (
          <Choice
            value={String(settings.text_size)}
            options={sizes.map((size) => ({ value: String(size), label: percent(size / 100) }))}
            onChange={(size) => void choose({ text_size: Number(size) }).catch(tellError)}
            labelledBy={label}
          />
        )}
      </Row>
      <Row label={t('language')} also={t('also.language')}>
        {({ label }) => (
          <Choice
            value={settings.language}
            options={languages}
            onChange={(language) => void choose({ language }).catch(tellError)}
            labelledBy={label}
          />
        )}
      </Row>
      <Background />
    </>
  )
}
