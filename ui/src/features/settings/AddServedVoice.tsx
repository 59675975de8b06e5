// Adds a voice of a server: its address and key, then one of the voices that it has.
import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, http, Refused } from '../../api/client'
import type { NamedVoice, SpokenThere } from '../../api/types'
import { Button } from '../../shared/Button'
import { Field } from '../../shared/Field'
import { languageName } from '../../shared/languages'
import { ProblemText } from '../../shared/ProblemText'
import { tell } from '../../shared/toasts'

const MODEL = 'tts-1' // what most servers take for the one that they have

export function AddServedVoice({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const [address, setAddress] = useState('')
  const [key, setKey] = useState('')
  const [there, setThere] = useState<SpokenThere | null>(null)
  // Some servers list nothing: whoever knows the voice's name can add it all the same.
  const [unlisted, setUnlisted] = useState(false)
  const [voice, setVoice] = useState<NamedVoice | null>(null)
  const [language, setLanguage] = useState('')
  const [model, setModel] = useState(MODEL)
  const [refusal, setRefusal] = useState<Refused | null>(null)
  const [busy, setBusy] = useState(false)
  const addressField = useRef<HTMLInputElement>(null)
  const nameField = useRef<HTMLInputElement>(null)
  const why = useId()
  const problem = refusal?.problem
  const about = (field: string) => (problem && problem.param === field ? why : undefined)

  useEffect(() => addressField.current?.focus(), [])
  useEffect(() => {
    if (unlisted) nameField.current?.focus()
  }, [unlisted])

  const choose = (chosen: NamedVoice | null) => {
    setVoice(chosen)
    setLanguage(chosen?.language ?? '')
  }

  const list = async () => {
    const found = await ask(http.POST('/api/v0/servers/voices/list', { body: { address, key } }))
    setThere(found)
    choose(found.voices[0] ?? null)
  }

  const add = async (chosen: NamedVoice) => {
    const name = chosen.name.trim()
    const added = await ask(
      http.POST('/api/v0/servers/voices', {
        body: { address, key, name, title: chosen.title, language: language.trim(), gender: chosen.gender, model: model.trim() || MODEL },
      }),
    )
    tell({ title: t('voice_added', { name: added.name }) })
    onClose()
  }

  const submit = async () => {
    setBusy(true)
    setRefusal(null)
    try {
      await (voice ? add(voice) : list())
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      setRefusal(error)
      if (error.problem.param === 'address') addressField.current?.focus()
      if (error.problem.param === 'name') setUnlisted(true)
    } finally {
      setBusy(false)
    }
  }

  // What was listed belongs to the address and the key that were asked with.
  const change = (set: (text: string) => void) => (event: { target: { value: string } }) => {
    set(event.target.value)
    setThere(null)
    setUnlisted(false)
    choose(null)
  }

  return (
    <form
      aria-label={t('add_served_voice')}
      className="flex flex-col gap-3 rounded-md border border-line p-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) void submit()
      }}
    >
      <Field
        ref={addressField}
        label={t('server_address')}
        value={address}
        onChange={change(setAddress)}
        placeholder="localhost:8880"
        inputMode="url"
        autoCapitalize="none"
        problem={about('address')}
      />
      <Field
        label={t('server_key')}
        about={t('server_key_about')}
        type="password"
        autoComplete="new-password"
        value={key}
        onChange={change(setKey)}
        problem={about('key')}
      />
      {problem && <ProblemText problem={problem} id={why} />}
      {unlisted && (
        <Field
          ref={nameField}
          label={t('voice_name')}
          about={t('voice_name_about')}
          value={voice?.name ?? ''}
          onChange={({ target: { value } }) => setVoice(value ? { name: value, title: '', language: '', gender: '' } : null)}
        />
      )}
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
            <p className="text-quiet">
              {t('spoken_there', { host: there ? new URL(there.address).host : address.trim() })}
            </p>
          )}
        </>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button kind="primary" type="submit" disabled={busy || address.trim() === '' || (there !== null && !voice)}>
          {busy ? t('asking') : voice ? t('add') : t('show_voices')}
        </Button>
      </div>
    </form>
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
