// Says that a model can look at pictures, before it is fetched, and what more is fetched for that where it is known.
import { Eye } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { size } from '../../shared/format'

export function Sees({ bytes }: { bytes?: number | null | undefined }) {
  const { t } = useTranslation()
  return (
    <p className="flex items-start gap-2">
      <Eye aria-hidden size={15} className="mt-0.5 shrink-0 text-quiet" />
      <span>
        {t('finder.sees')} {bytes != null && t('finder.sees_more', { size: size(bytes) })}
      </span>
    </p>
  )
}
