// Adds a voice of a server: its address and key, then one of the voices that it has.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, http } from '../../api/client'
import type { NamedVoice, SpokenThere } from '../../api/types'
import { Field } from '../../shared/Field'
import { languageName } from '../../shared/languages'
import { ServerForm, type Asked } from '../../shared/ServerForm'
import { tell } from '../../shared/toasts'

const MODEL = 'tts-1' // what most servers take for the one that they have

export function AddServedVoice({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const [there, setThere] = useState<SpokenThere | null>(null)
  const [voice, setVoice] = useState<NamedVoice | null>(null)
  const [language, setLanguage] = useState('')
  const [model, setModel] = useState(MODEL)
  const choose = (chosen: NamedVoice | null) => {
    setVoice(chosen)
    setLanguage(chosen?.language ?? '')
  }

  const list = async (server: Asked) => {
    const found = await ask(http.POST('/api/v0/servers/voices/list', { body: server }))
    setThere(found)
    choose(found.voices[0] ?? null)
  }

  const add = async (server: Asked, { name, title, gender }: NamedVoice) => {
    const body = { ...server, name: name.trim(), title, language: language.trim(), gender, model: model.trim() || MODEL }
    const added = await ask(http.POST('/api/v0/servers/voices', { body }))
    tell({ title: t('voice_added', { name: added.name }) })
    onClose()
  }

  return (
    <ServerForm
      label={t('add_served_voice')}
      className="flex flex-col gap-3 rounded-md border border-line p-4"
      placeholder="localhost:8880"
      name={{
        label: t('voice_name'),
        about: t('voice_name_about'),
        value: voice?.name ?? '',
        onChange: (name) => setVoice(name ? { name, title: '', language: '', gender: '' } : null),
      }}
      action={voice ? t('add') : t('show_voices')}
      blocked={there !== null && !voice}
      onSend={(server) => (voice ? add(server, voice) : list(server))}
      onAnother={() => {
        setThere(null)
        choose(null)
      }}
      onClose={onClose}
    >
      {(address) => (
        <>
          {there && <Voices there={there} chosen={voice} onChoose={choose} />}
          {voice && (
            <>
              <Field
                label={t('voice_language')}
                about={t('voice_language_about')}
                value={language}
                onChange={(event) => setLanguage(event.target.value)}
              />
              <Field
                label={t('voice_model')}
                about={t('voice_model_about')}
                value={model}
                onChange={(event) => setModel(event.target.value)}
              />
              {there?.elsewhere !== false && (
                <p className="text-quiet">{t('spoken_there', { host: there ? new URL(there.address).host : address })}</p>
              )}
            </>
          )}
        </>
      )}
    </ServerForm>
  )
}

interface VoicesProps {
  there: SpokenThere
  chosen: NamedVoice | null
  onChoose: (voice: NamedVoice) => void
}

function Voices({ there, chosen, onChoose }: VoicesProps) {
  const { t, i18n } = useTranslation()
  if (there.voices.length === 0) return <p role="status">{t('served_voices_none')}</p>
  return (
    <label className="flex flex-col gap-1.5">
      <span className="font-medium">{t('served_voices')}</span>
      <select
        value={chosen?.name}
        onChange={(event) => onChoose(there.voices.find((voice) => voice.name === event.target.value)!)}
        className="h-9 rounded-md border border-edge bg-surface px-3"
      >
        {there.voices.map((voice) => (
          <option key={voice.name} value={voice.name}>
            {[voice.title, voice.language && languageName(voice.language, i18n.language)].filter(Boolean).join(' · ')}
          </option>
        ))}
      </select>
    </label>
  )
}
