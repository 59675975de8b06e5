// The page looks, and speaks, as the person chose.
import { useEffect } from 'react'
import { useSettings } from '../api/queries'
import { speakLanguage } from '../shared/i18n'
import { useChanged } from '../shared/shortcuts'
import { applyTextSize, applyTheme } from '../shared/theme'

export function useLook(): void {
  const { data: settings } = useSettings()
  useEffect(() => {
    if (!settings) return
    applyTheme(settings.theme)
    applyTextSize(settings.text_size)
    useChanged.setState({ changed: settings.shortcuts })
  }, [settings])
  useEffect(() => {
    void speakLanguage(settings?.language ?? 'system')
  }, [settings?.language])
}
