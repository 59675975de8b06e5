// Voices that can be fetched: what they are, how far they are, and a way to be rid of them.
import { Download as Fetch, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { voices } from '../../api/actions'
import { useOfferedVoices } from '../../api/queries'
import type { OfferedVoice } from '../../api/types'
import { Button, IconButton } from '../../shared/Button'
import { Fetching } from '../../shared/Fetching'
import { size } from '../../shared/format'
import { languageName } from '../../shared/languages'
import { tellError } from '../../shared/toasts'

function go(work: Promise<unknown>): void {
  void work.catch(tellError)
}

export function MoreVoices() {
  const { data: offered } = useOfferedVoices()
  return (
    <ul className="flex flex-col divide-y divide-line rounded-md border border-line">
      {offered?.map((voice) => (
        <li key={voice.id} className="flex flex-col gap-2 px-3 py-2.5">
          <Offer voice={voice} />
          {voice.download && <Fetching download={voice.download} />}
        </li>
      ))}
    </ul>
  )
}

function Offer({ voice }: { voice: OfferedVoice }) {
  const { t, i18n } = useTranslation()
  const facts = [
    voice.languages.map((tag) => languageName(tag, i18n.language)).join(', '),
    voice.speakers > 1 && t('speakers', { count: voice.speakers }),
    voice.size !== null && voice.size !== undefined && size(voice.size),
    voice.licence,
  ].filter(Boolean)
  return (
    <div className="flex items-start gap-3">
      <div className="min-w-0 flex-1">
        <div className="font-medium">{voice.name}</div>
        <div className="text-quiet">{i18n.language.startsWith('de') ? voice.about_de : voice.about}</div>
        <div className="text-small text-quiet">
          {facts.join(' · ')}
          {facts.length > 0 && ' · '}
          <a href={voice.source} target="_blank" rel="noopener noreferrer" className="underline underline-offset-2 hover:text-text">
            {new URL(voice.source).host}
          </a>
        </div>
      </div>
      {voice.here ? (
        <IconButton icon={Trash2} label={t('remove_voice', { name: voice.name })} side="left" onClick={() => go(voices.remove(voice.id))} />
      ) : (
        !voice.download && (
          <Button aria-label={t('fetch_voice', { name: voice.name })} onClick={() => go(voices.fetch(voice.id))}>
            <Fetch aria-hidden size={14} />
            {t('fetch')}
          </Button>
        )
      )}
    </div>
  )
}
