// Whether Fireside speaks by itself, and with which voice: in the settings, and among the first steps.
import { Play } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { choose } from '../../api/actions'
import { useVoices } from '../../api/queries'
import type { Settings } from '../../api/types'
import { Button } from '../../shared/Button'
import { Row, Switch } from '../../shared/Controls'
import { hear } from '../../shared/sample'
import { tellError } from '../../shared/toasts'
import { VoiceList } from './VoiceList'

export function SpeakRow({ settings }: { settings: Settings }) {
  const { t } = useTranslation()
  return (
    <Row label={t('speak_replies')} also={t('also.speak_replies')} about={t('speak_replies_about')}>
      {({ label, about }) => (
        <Switch
          checked={settings.speak_replies}
          onChange={(on) => void choose({ speak_replies: on }).catch(tellError)}
          labelledBy={label}
          describedBy={about}
        />
      )}
    </Row>
  )
}

export function VoiceRow({ settings }: { settings: Settings }) {
  const { t } = useTranslation()
  const { data: voices } = useVoices()
  const chosen = voices?.find(({ id }) => id === settings.voice_id)
  return (
    <Row label={t('voice')} also={t('also.voice')} below>
      {({ label }) => (
        <>
          <VoiceList
            chosen={settings.voice_id}
            labelledBy={label}
            onChoose={(voice) => void choose({ voice_id: voice }).catch(tellError)}
          />
          <Button className="self-start" onClick={() => hear(chosen)}>
            <Play aria-hidden size={14} />
            {t('hear_voice')}
          </Button>
        </>
      )}
    </Row>
  )
}
