// A thin strip while something is read aloud: the sentence, and a way to stop it. It stays as one walks through the app.
import { Square } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { hush } from '../../api/actions'
import { useLive } from '../../live'
import { Button } from '../../shared/Button'
import { tellError } from '../../shared/toasts'
import { quieten, usePlayer } from './player'

/** What is being said, here or by the computer's own loudspeaker; null in silence. */
export function useSaid(): string | null {
  const here = usePlayer((player) => player.text)
  const there = useLive((live) => (live.speech.status === 'speaking' ? live.speech.text : null))
  return here ?? there
}

export function stopSpeaking(): void {
  quieten()
  void hush().catch(tellError)
}

export function SpeakingStrip() {
  const { t } = useTranslation()
  const said = useSaid()
  if (said === null) return null
  return (
    <div role="group" aria-label={t('speaking')} className="rise mb-2 flex items-center gap-3 rounded-lg border border-line bg-ground py-1.5 pr-1.5 pl-4" data-speaking>
      <span aria-hidden className="breathe size-2.5 shrink-0 rounded-full bg-ember" />
      <p className="min-w-0 flex-1 truncate font-serif text-reply italic">{said || t('speaking')}</p>
      <Button kind="quiet" onClick={stopSpeaking}>
        <Square aria-hidden size={12} fill="currentColor" />
        {t('stop')}
      </Button>
    </div>
  )
}
