// How speech sounds, at hand while it is heard: speed, loudness and the loudspeaker.
import { Popover } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { useSettings } from '../../api/queries'
import { Devices } from '../../shared/Devices'
import { Dial } from '../../shared/Dial'
import { number, percent } from '../../shared/format'

export function SoundPanel() {
  const { t } = useTranslation()
  const { data: settings } = useSettings()
  if (!settings) return null
  return (
    <Popover.Portal>
      <Popover.Content
        side="top"
        align="end"
        sideOffset={12}
        collisionPadding={12}
        aria-label={t('sound')}
        className="appear z-50 flex w-72 flex-col gap-3 rounded-lg border border-line bg-raised p-4 text-ui outline-none"
      >
        <div>
          <div className="text-small text-quiet">{t('speed')}</div>
          <Dial name="speed" settings={settings} min={0.5} max={2} step={0.1} label={t('speed')} show={(value) => `${number(value, 1)}×`} />
        </div>
        <div>
          <div className="text-small text-quiet">{t('volume')}</div>
          <Dial name="volume" settings={settings} min={0} max={1} step={0.05} label={t('volume')} show={percent} />
        </div>
        <div>
          <div className="text-small text-quiet">{t('loudspeaker')}</div>
          <Devices chosen={settings.sound_device ?? null} />
        </div>
      </Popover.Content>
    </Popover.Portal>
  )
}
