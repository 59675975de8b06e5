// The backups, newest first: make one now, go back to one, keep one as a file.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, http } from '../../api/client'
import { keys, queries } from '../../api/queries'
import type { Backup } from '../../api/types'
import { Button } from '../../shared/Button'
import { Confirm } from '../../shared/Dialog'
import { moment, size } from '../../shared/format'
import { tell, tellError } from '../../shared/toasts'
import { BackupFiles } from './BackupFiles'

/** `only` those that are there: a store that cannot be opened cannot be backed up. */
export function Backups({ only = false }: { only?: boolean }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<Backup | null>(null)
  const { data: backups } = useQuery({
    queryKey: keys.backups,
    queryFn: async () => (await ask(http.GET('/api/v0/backups'))).backups,
    staleTime: 0,
  })
  const make = useMutation({
    mutationFn: () => ask(http.POST('/api/v0/backups')),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.backups }),
    onError: tellError,
  })
  const restore = useMutation({
    mutationFn: (name: string) => ask(http.POST('/api/v0/backups/{name}/restore', { params: { path: { name } } })),
    onSuccess: async () => {
      // Everything that was read belongs to the store that is gone.
      await queries.invalidateQueries()
      tell({ title: t('restored') })
    },
    onError: tellError,
  })
  return (
    <>
      {backups && backups.length > 0 && (
        <ul className="max-h-56 overflow-y-auto rounded-md border border-line">
          {backups.map((backup) => (
            <li key={backup.name} className="flex items-center gap-3 border-b border-line py-1 pe-1 ps-3 last:border-0">
              <span className="flex-1">
                <time className="tabular-nums">{moment(backup.created_at)}</time>
                {backup.version && <span className="text-quiet"> · {t('too_new.of', { version: backup.version })}</span>}
                {backup.too_new && <span className="block text-small text-quiet">{t('too_new.needs')}</span>}
              </span>
              <span className="text-quiet tabular-nums">{size(backup.size)}</span>
              <Button kind="quiet" disabled={restore.isPending || backup.too_new} onClick={() => setChosen(backup)}>
                {t('restore')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap gap-2">
        {!only && (
          <Button disabled={make.isPending} onClick={() => make.mutate()}>
            {t('back_up_now')}
          </Button>
        )}
        <BackupFiles only={only} />
      </div>
      {only && backups?.length === 0 && <p className="text-quiet">{t('no_backups')}</p>}
      <Confirm
        open={chosen !== null}
        onClose={() => setChosen(null)}
        title={t('restore_title')}
        about={t('restore_about', { when: chosen ? moment(chosen.created_at) : '' })}
        action={t('restore')}
        onConfirm={() => chosen && restore.mutate(chosen.name)}
      />
    </>
  )
}
