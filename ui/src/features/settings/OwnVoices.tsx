// Voices beyond the catalogue: in folders of the person's own, and on servers; each can be added and forgotten.
import { FolderPlus, Server, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { voices } from '../../api/actions'
import { ask, http, Refused } from '../../api/client'
import { useOwnVoices, useVoices } from '../../api/queries'
import { Button, IconButton } from '../../shared/Button'
import { PathForm, type Tried } from '../../shared/PathForm'
import { tell, tellError } from '../../shared/toasts'
import { languageName } from '../../shared/languages'
import { AddServedVoice } from './AddServedVoice'

export function OwnVoices() {
  const { t } = useTranslation()
  const [tried, setTried] = useState<Tried | null>(null)
  const [asking, setAsking] = useState(false)

  const add = async (path: string) => {
    const added = await voices.addFolder(path)
    setTried(null)
    tell({ title: t('voice_added', { name: added.name }) })
  }

  const choose = async () => {
    let picked: string | null | undefined
    try {
      picked = (await ask(http.POST('/api/v0/dialogs/folder'))).path
      if (picked) await add(picked)
    } catch (error) {
      // There is no window, or what was picked is refused: a field shows it, and why.
      if (error instanceof Refused && picked) return setTried({ path: picked, refusal: error })
      if (error instanceof Refused && error.status === 409) return setTried({ path: '', refusal: null })
      tellError(error)
    }
  }

  return (
    <div className="flex flex-col gap-2">
      <Added />
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => void choose()}>
          <FolderPlus aria-hidden size={14} />
          {t('add_voice_folder')}
        </Button>
        <Button onClick={() => setAsking(true)}>
          <Server aria-hidden size={14} />
          {t('add_served_voice')}
        </Button>
      </div>
      {tried && (
        <div className="rounded-md border border-line pt-4">
          <PathForm
            tried={tried}
            placeholder="/home/me/voices/vits-piper-de_DE-thorsten-medium"
            onAdd={add}
            onClose={() => setTried(null)}
          />
        </div>
      )}
      {asking && <AddServedVoice onClose={() => setAsking(false)} />}
    </div>
  )
}

interface Line {
  id: string
  name: string
  about: string[]
  problem: string
  remove: () => Promise<unknown>
}

function Added() {
  const { t, i18n } = useTranslation()
  const { data: folders = [] } = useOwnVoices()
  const { data: all = [] } = useVoices()
  const language = (tag: string) => languageName(tag, i18n.language)
  const lines: Line[] = [
    ...folders.map((folder) => ({
      id: folder.name,
      name: folder.name,
      about: [folder.languages.map(language).join(', '), folder.path],
      problem: folder.problem?.message ?? '',
      remove: () => voices.removeFolder(folder.name),
    })),
    ...all
      .filter((voice) => voice.synthesizer === 'remote')
      .map((voice) => ({
        id: voice.id,
        name: voice.name,
        about: [language(voice.language), t('on_host', { host: voice.host })],
        problem: '',
        remove: () => voices.removeServed(voice.id),
      })),
  ]
  if (lines.length === 0) return null
  return (
    <ul className="flex flex-col divide-y divide-line rounded-md border border-line">
      {lines.map((line) => (
        <li key={line.id} className="flex items-start gap-3 px-3 py-2.5">
          <div className="min-w-0 flex-1 break-words">
            <div className="font-medium">{line.name}</div>
            <div className="text-small text-quiet">{line.about.filter(Boolean).join(' · ')}</div>
            {line.problem && <div className="text-small">{line.problem}</div>}
          </div>
          <IconButton
            icon={Trash2}
            label={t('remove_voice', { name: line.name })}
            side="left"
            onClick={() => void line.remove().catch(tellError)}
          />
        </li>
      ))}
    </ul>
  )
}
