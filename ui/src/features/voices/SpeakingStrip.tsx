// A thin strip while something is read aloud: the sentence, and a way to stop it. It stays as one walks through the app.
import { Square } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../shared/Button'
import { stopSpeaking, useSaid } from '../../shared/speech'

export function SpeakingStrip() {
  const { t } = useTranslation()
  const said = useSaid()
  if (!said) return null
  return (
    <div
      role="group"
      aria-label={t('speaking')}
      className="rise mb-2 flex items-center gap-3 rounded-lg border border-line bg-surface py-1.5 pr-1.5 pl-4"
    >
      <span aria-hidden className="breathe size-2.5 shrink-0 rounded-full bg-ember" />
      <p className="min-w-0 flex-1 truncate font-serif text-reply italic">{said.text || t('speaking')}</p>
      <Button kind="quiet" onClick={stopSpeaking}>
        <Square aria-hidden size={12} fill="currentColor" />
        {t('stop')}
      </Button>
    </div>
  )
}
