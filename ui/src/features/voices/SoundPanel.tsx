// How speech sounds, at hand while it is heard: speed, loudness and the loudspeaker.
import { useQuery } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { choose } from '../../api/actions'
import { ask, http } from '../../api/client'
import { useSettings } from '../../api/queries'
import { Dial } from '../../shared/Dial'
import { number, percent } from '../../shared/format'
import { tellError } from '../../shared/toasts'

export function SoundPanel() {
  const { t } = useTranslation()
  const { data: settings } = useSettings()
  if (!settings) return null
  return (
    <Popover.Portal>
      <Popover.Content
        side="top"
        align="end"
        sideOffset={6}
        collisionPadding={12}
        aria-label={t('sound')}
        className="appear z-50 flex w-[min(20rem,calc(100vw-1.5rem))] flex-col gap-3 rounded-lg border border-line bg-raised p-4 text-ui outline-none"
      >
        <div>
          <div className="text-small text-quiet">{t('speed')}</div>
          <Dial name="speed" settings={settings} min={0.5} max={2} step={0.1} label={t('speed')} show={(value) => `${number(value, 1)}×`} />
        </div>
        <div>
          <div className="text-small text-quiet">{t('volume')}</div>
          <Dial name="volume" settings={settings} min={0} max={1} step={0.05} label={t('volume')} show={percent} />
        </div>
        <Devices chosen={settings.sound_device ?? null} />
      </Popover.Content>
    </Popover.Portal>
  )
}

/** The loudspeakers as they are now: asked each time, for they come and go. */
export function Devices({ chosen }: { chosen: string | null }) {
  const { t } = useTranslation()
  const { data } = useQuery({
    queryKey: ['devices'],
    queryFn: () => ask(http.GET('/api/v0/speech/devices')),
    staleTime: 0,
    gcTime: 0,
  })
  const usual = data?.devices.find((device) => device.default)?.name
  const options: { name: string | null; label: string }[] = [
    { name: null, label: usual ? t('device_of_system', { name: usual }) : t('device_system') },
    ...(data?.devices ?? []).map(({ name }) => ({ name, label: name })),
  ]
  if (chosen !== null && data && !data.devices.some(({ name }) => name === chosen)) {
    options.push({ name: chosen, label: t('device_away', { name: chosen }) })
  }
  return (
    <div role="radiogroup" aria-label={t('loudspeaker')}>
      <div className="text-small text-quiet">{t('loudspeaker')}</div>
      {data?.used === null && <p className="pt-1">{t('no_device')}</p>}
      {options.map(({ name, label }) => (
        <label
          key={label}
          className="-mx-2 flex cursor-pointer items-center gap-2 rounded-md px-2 py-1.5 hover:bg-surface has-focus-visible:outline-2 has-focus-visible:outline-ember"
        >
          <input
            type="radio"
            name="device"
            className="sr-only"
            checked={name === chosen}
            onChange={() => void choose({ sound_device: name }).catch(tellError)}
          />
          <Check aria-hidden size={14} className={`shrink-0 text-ember ${name === chosen ? '' : 'invisible'}`} />
          <span className="truncate">{label}</span>
        </label>
      ))}
    </div>
  )
}
