// Whether a model fits this computer: a sign, a word and a sentence.
import { CircleCheck, CircleSlash, TriangleAlert, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ModelFit } from '../api/types'
import { number, size } from './format'
import { said } from './said'

const SIGNS: Record<ModelFit['verdict'], { icon: LucideIcon; colour: string }> = {
  green: { icon: CircleCheck, colour: 'text-fits' },
  amber: { icon: TriangleAlert, colour: 'text-tight' },
  red: { icon: CircleSlash, colour: 'text-too-large' },
}

export function Verdict({ fit: { verdict, sentence, context = 0, need = 0 }, className = '' }: { fit: ModelFit; className?: string }) {
  const { t } = useTranslation()
  const { icon: Icon, colour } = SIGNS[verdict]
  const takes = need > 0 ? t('fits.takes', { tokens: number(context), memory: size(need) }) : ''
  return (
    <p role="status" className={`flex items-start gap-1.5 text-small ${className}`}>
      <Icon aria-hidden size={14} className={`mt-px shrink-0 ${colour}`} />
      <span>
        <span className="font-medium">{t(`fits.${verdict}`)}</span> <span className="text-quiet">{said(sentence) ?? takes}</span>
      </span>
    </p>
  )
}
