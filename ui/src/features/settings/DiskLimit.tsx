// How much of the disk something may take.
import { useTranslation } from 'react-i18next'
import { choose } from '../../api/actions'
import { useSettings } from '../../api/queries'
import { Choice } from '../../shared/Controls'
import { size } from '../../shared/format'
import { tellError } from '../../shared/toasts'

const KINDS = {
  cache_gb: { unit: 1e9, limits: [0, 1, 4, 16] },
  voice_cache_mb: { unit: 1e6, limits: [0, 100, 500, 2000] },
}

interface DiskLimitProps {
  setting: keyof typeof KINDS
  labelledBy: string
}

export function DiskLimit({ setting, labelledBy }: DiskLimitProps) {
  const { t } = useTranslation()
  const { data: settings } = useSettings()
  if (!settings) return null
  const chosen = settings[setting]
  const { unit, limits } = KINDS[setting]
  // A number that was set in the file or through the API stands beside ours.
  const all = limits.includes(chosen) ? limits : [...limits, chosen]
  return (
    <Choice
      value={String(chosen)}
      options={all.map((limit) => ({ value: String(limit), label: limit ? size(limit * unit) : t('cache_none') }))}
      onChange={(limit) => void choose({ [setting]: Number(limit) }).catch(tellError)}
      labelledBy={labelledBy}
    />
  )
}
