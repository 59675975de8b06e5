// How full the model's context is with this thread, and what fills it.
import { useTranslation } from 'react-i18next'
import { useFill } from '../../api/queries'
import { Filling } from '../../shared/Filling'
import { Section } from './Section'

export function ContextSection({ threadId }: { threadId: string | undefined }) {
  const { t } = useTranslation()
  const { data: fill } = useFill(threadId)
  return (
    <Section title={t('context.title')}>
      {() => (fill ? <div><Filling fill={fill} /></div> : <p className="text-quiet">{t('context.unknown')}</p>)}
    </Section>
  )
}
