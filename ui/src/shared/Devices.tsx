// The loudspeakers of this computer, one of which is to be heard.
import { useQuery } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { choose } from '../api/actions'
import { ask, http } from '../api/client'
import { tellError } from './toasts'

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
          <span className="truncate" title={label}>
            {label}
          </span>
        </label>
      ))}
    </div>
  )
}
