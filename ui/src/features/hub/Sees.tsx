// Says that a model can look at pictures, before it is fetched.
import { Eye } from 'lucide-react'
import { useTranslation } from 'react-i18next'

export function Sees() {
  const { t } = useTranslation()
  return (
    <p className="flex items-start gap-2">
      <Eye aria-hidden size={15} className="mt-0.5 shrink-0 text-quiet" />
      {t('finder.sees')}
    </p>
  )
}
