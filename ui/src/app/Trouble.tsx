// When the store cannot be opened: what happened, what was kept, and the ways out.
import { useTranslation } from 'react-i18next'
import { useStatus } from '../api/queries'
import type { Problem } from '../api/types'
import { Backups } from '../features/settings/Backups'
import { Ember } from '../shared/Ember'
import { words } from '../shared/words'

export default function Trouble({ problem }: { problem: Problem }) {
  const { t } = useTranslation()
  const { data: status } = useStatus()
  const theirs = status?.written_by
  const ours = status?.version
  // Which version wrote them is more than the words for all such cases can say.
  const known = problem.type === 'store_too_new' && theirs && theirs !== ours
  const { title, about } = known
    ? { title: t('too_new.title', { theirs }), about: t('too_new.about', { theirs, ours }) }
    : words(problem)
  return (
    <main className="grid h-full overflow-y-auto">
      <div className="m-auto flex w-full max-w-[34rem] flex-col gap-4 p-6">
        <Ember className="-ms-1.5 size-9" />
        <h1 className="font-serif text-[1.75rem] leading-9">{title}</h1>
        {about && <p className="text-reply text-quiet">{about}</p>}
        <p className="text-reply text-quiet">{t('trouble_about')}</p>
        <h2 className="mt-4 font-medium">{t('backups')}</h2>
        <Backups only />
      </div>
    </main>
  )
}
