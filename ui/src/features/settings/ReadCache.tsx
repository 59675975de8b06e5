// What models have read of threads, on the disk: how much it may take, how much it takes, and a way to be rid of it.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ask, http } from '../../api/client'
import { keys, queries } from '../../api/queries'
import type { Cache } from '../../api/types'
import { Button } from '../../shared/Button'
import { size } from '../../shared/format'
import { tellError } from '../../shared/toasts'
import { DiskLimit } from './DiskLimit'

export function ReadCache({ labelledBy }: { labelledBy: string }) {
  const { t } = useTranslation()
  const { data: cache } = useQuery({
    queryKey: keys.cache,
    queryFn: () => ask(http.GET('/api/v0/cache')),
    staleTime: 0,
  })
  const clear = useMutation({
    mutationFn: () => ask(http.DELETE('/api/v0/cache')),
    onSuccess: (left) => queries.setQueryData<Cache>(keys.cache, left),
    onError: tellError,
  })
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <DiskLimit setting="cache_gb" labelledBy={labelledBy} />
      {cache && (
        <>
          <span role="status" className="text-quiet tabular-nums">
            {t('cache_size', { size: size(cache.size) })}
          </span>
          <Button disabled={clear.isPending || cache.size === 0} onClick={() => clear.mutate()}>
            {t('cache_clear')}
          </Button>
        </>
      )}
    </div>
  )
}
