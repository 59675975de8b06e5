// How Fireside looks and in which language it speaks.
import { useTranslation } from 'react-i18next'
import { choose } from '../../api/actions'
import { useSettings } from '../../api/queries'
import { Choice, Row } from '../../shared/Controls'
import { tellError } from '../../shared/toasts'

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
  return (
    <>
      <Row label={t('theme.label')}>
        {({ label }) => (
          <Choice
            value={settings.theme}
            options={themes}
            onChange={(theme) => void choose({ theme }).catch(tellError)}
            labelledBy={label}
          />
        )}
      </Row>
      <Row label={t('language')}>
        {({ label }) => (
          <Choice
            value={settings.language}
            options={languages}
            onChange={(language) => void choose({ language }).catch(tellError)}
            labelledBy={label}
          />
        )}
      </Row>
    </>
  )
}
