// What models have read of threads, on the disk: how much it may take, how much it takes, and a way to be rid of it.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { choose } from '../../api/actions'
import { ask, http } from '../../api/client'
import { keys, queries, useSettings } from '../../api/queries'
import type { Cache } from '../../api/types'
import { Button } from '../../shared/Button'
import { Choice } from '../../shared/Controls'
import { size } from '../../shared/format'
import { tellError } from '../../shared/toasts'

const LIMITS = [0, 1, 4, 16]

export function ReadCache({ labelledBy }: { labelledBy: string }) {
  const { t } = useTranslation()
  const { data: settings } = useSettings()
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
  if (!settings) return null
  // A number that was set in the file or through the API stands beside ours.
  const limits = LIMITS.includes(settings.cache_gb) ? LIMITS : [...LIMITS, settings.cache_gb]
  const options = limits.map((limit) => ({ value: String(limit), label: limit ? size(limit * 1e9) : t('cache_none') }))
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <Choice
        value={String(settings.cache_gb)}
        options={options}
        onChange={(limit) => void choose({ cache_gb: Number(limit) }).catch(tellError)}
        labelledBy={labelledBy}
      />
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
