// How Fireside sounds: whether it speaks by itself, how fast, how loud, and with which voice.
import { Play } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { choose } from '../../api/actions'
import { useSettings, useVoices } from '../../api/queries'
import { Button } from '../../shared/Button'
import { Row, Switch } from '../../shared/Controls'
import { number, percent } from '../../shared/format'
import { hear } from '../../shared/sample'
import { tellError } from '../../shared/toasts'
import { Devices } from '../../shared/Devices'
import { Dial } from '../../shared/Dial'
import { MoreVoices } from './MoreVoices'
import { OwnVoices } from './OwnVoices'
import { VoiceList } from './VoiceList'

export function VoiceSettings() {
  const { t } = useTranslation()
  const { data: settings } = useSettings()
  const { data: voices } = useVoices()
  if (!settings) return null
  const chosen = voices?.find(({ id }) => id === settings.voice_id)
  return (
    <>
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
      <Row label={t('speed')} also={t('also.speed')}>
        {() => (
          <Dial
            name="speed"
            settings={settings}
            min={0.5}
            max={2}
            step={0.1}
            label={t('speed')}
            show={(value) => `${number(value, 1)}×`}
          />
        )}
      </Row>
      <Row label={t('volume')} also={t('also.volume')}>
        {() => (
          <Dial name="volume" settings={settings} min={0} max={1} step={0.05} label={t('volume')} show={percent} />
        )}
      </Row>
      <Row label={t('loudspeaker')} also={t('also.loudspeaker')} below>{() => <Devices chosen={settings.sound_device ?? null} />}</Row>
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
      <Row label={t('more_voices')} also={t('also.more_voices')} about={t('more_voices_about')} below>
        {() => <MoreVoices />}
      </Row>
      <Row label={t('own_voices')} also={t('also.own_voices')} about={t('own_voices_about')} below>
        {() => <OwnVoices />}
      </Row>
    </>
  )
}
