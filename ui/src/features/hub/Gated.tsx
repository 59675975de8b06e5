// What to do about a model that is given only to those who accepted its licence.
import { LockKeyhole } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Token } from './Token'
import { useHub } from './useHub'

export function Gated({ page }: { page: string }) {
  const { t } = useTranslation()
  const { host } = useHub()
  return (
    <section aria-label={t('gated.title')} className="flex flex-col gap-3 rounded-md border border-line bg-surface p-4">
      <h4 className="flex items-center gap-2 font-medium">
        <LockKeyhole aria-hidden size={15} className="shrink-0 text-quiet" />
        {t('gated.title')}
      </h4>
      <ol className="list-decimal ps-5">
        <li>
          {t('gated.accept', { host })}{' '}
          <a href={page} target="_blank" rel="noopener noreferrer" className="underline underline-offset-2">
            {t('gated.page')}
          </a>
        </li>
        <li>{t('gated.token')}</li>
      </ol>
      <Token />
    </section>
  )
}
