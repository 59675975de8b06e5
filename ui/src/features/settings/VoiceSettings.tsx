// How Fireside sounds: whether it speaks by itself, how fast, how loud, and with which voice.
import { useTranslation } from 'react-i18next'
import { useSettings } from '../../api/queries'
import { Row } from '../../shared/Controls'
import { number, percent } from '../../shared/format'
import { Devices } from '../../shared/Devices'
import { Dial } from '../../shared/Dial'
import { MoreVoices } from './MoreVoices'
import { OwnVoices } from './OwnVoices'
import { SpeakRow, VoiceRow } from './VoiceRows'

export function VoiceSettings() {
  const { t } = useTranslation()
  const { data: settings } = useSettings()
  if (!settings) return null
  return (
    <>
      <SpeakRow settings={settings} />
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
      <VoiceRow settings={settings} />
      <Row label={t('more_voices')} also={t('also.more_voices')} about={t('more_voices_about')} below>
        {() => <MoreVoices />}
      </Row>
      <Row label={t('own_voices')} also={t('also.own_voices')} about={t('own_voices_about')} below>
        {() => <OwnVoices />}
      </Row>
    </>
  )
}
