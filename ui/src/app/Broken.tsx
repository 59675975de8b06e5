// When the page itself fails: plain words and a way on. Nothing of the person's is in the page alone.
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useRouteError } from 'react-router'
import { Button } from '../shared/Button'
import { Ember } from '../shared/Ember'
import { report } from './failures'

export function Broken() {
  const { t } = useTranslation()
  const error = useRouteError()
  useEffect(() => report(error), [error])
  return (
    <main className="grid h-full place-items-center p-6">
      <div className="flex w-full max-w-[34rem] flex-col gap-3">
        <Ember className="size-9" />
        <h1 className="font-serif text-[1.75rem] leading-9">{t('broken')}</h1>
        <p className="text-reply text-quiet">{t('broken_about')}</p>
        <Button kind="primary" className="mt-2 self-start" onClick={() => window.location.reload()}>
          {t('reload')}
        </Button>
        <pre className="mt-4 overflow-x-auto text-small whitespace-pre-wrap text-quiet">{String(error)}</pre>
      </div>
    </main>
  )
}
