// With which voice this thread is read aloud, and whether it is by itself.
import { Play } from 'lucide-react'
import { useId, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { changeOwn, useOwn } from '../../api/own'
import { useSettings, useVoices } from '../../api/queries'
import { IconButton } from '../../shared/Button'
import { Switch } from '../../shared/Controls'
import { languageName } from '../../shared/languages'
import { hear } from '../../shared/sample'
import { tellError } from '../../shared/toasts'
import { Origin } from './Origin'
import { Section } from './Section'
import { Select, type Group } from './Select'

function useByLanguage(): Group[] {
  const { t, i18n } = useTranslation()
  const { data: voices } = useVoices()
  return useMemo(() => {
    const groups = new Map<string, { value: string; label: string }[]>()
    for (const { id, name, language, host } of voices ?? []) {
      const label = languageName(language, i18n.language)
      const voice = { value: id, label: host ? `${name} · ${t('on_host', { host })}` : name }
      groups.set(label, [...(groups.get(label) ?? []), voice])
    }
    const named = [...groups].map(([label, options]) => ({ label, options }))
    return named.toSorted((one, other) => one.label.localeCompare(other.label, i18n.language))
  }, [voices, i18n.language, t])
}

export function VoiceChoice({ threadId }: { threadId: string | undefined }) {
  const { t } = useTranslation()
  const { data: settings } = useSettings()
  const { data: voices } = useVoices()
  const groups = useByLanguage()
  const own = useOwn(threadId)
  const voice = own?.voice_id ?? null
  const speaks = own?.speak_replies ?? null
  const label = useId()
  const usual = voices?.find(({ id }) => id === settings?.voice_id)
  const chosen = voice ? voices?.find(({ id }) => id === voice) : usual
  return (
    <Section title={t('voice')}>
      {(heading) => (
        <>
          <div className="flex items-center gap-2">
            <Select
              value={voice}
              usual={t('as_in_settings', { name: usual?.name ?? '' })}
              groups={groups}
              labelledBy={heading}
              onChange={(id) => void changeOwn(threadId, { voice_id: id }).catch(tellError)}
            />
            <IconButton icon={Play} label={t('hear_voice')} side="left" onClick={() => hear(chosen)} />
          </div>
          <div className="mt-1 flex items-center justify-between gap-3">
            <span id={label} className="flex-1">
              {t('speak_replies')}
            </span>
            <Origin
              from={speaks === null ? 'settings' : 'thread'}
              name={t('speak_replies')}
              onReset={() => void changeOwn(threadId, { speak_replies: null }).catch(tellError)}
            />
            <Switch
              checked={speaks ?? settings?.speak_replies ?? false}
              onChange={(on) => void changeOwn(threadId, { speak_replies: on }).catch(tellError)}
              labelledBy={label}
            />
          </div>
        </>
      )}
    </Section>
  )
}
