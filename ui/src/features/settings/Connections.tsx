// The log of connections: when, where to, why, and how much.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ask, http } from '../../api/client'
import { keys, queries } from '../../api/queries'
import type { Connection } from '../../api/types'
import { Button } from '../../shared/Button'
import { moment, size } from '../../shared/format'
import { tellError } from '../../shared/toasts'

// Looked at while it is open: connections come and go.
const AGAIN = 3000

export function Connections() {
  const { t } = useTranslation()
  const { data: log } = useQuery({
    queryKey: keys.connections,
    queryFn: async () => (await ask(http.GET('/api/v0/connections'))).connections,
    staleTime: 0,
    refetchInterval: AGAIN,
  })
  const clear = useMutation({
    mutationFn: () => ask(http.DELETE('/api/v0/connections')),
    onSuccess: () => queries.setQueryData<Connection[]>(keys.connections, []),
    onError: tellError,
  })
  if (!log?.length) {
    return <p className="rounded-md border border-dashed border-line px-3 py-4 text-quiet">{t('no_connections')}</p>
  }
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached with the keyboard */}
      <div role="region" aria-label={t('connections')} tabIndex={0} className="max-h-80 overflow-auto rounded-md border border-line">
        <table className="w-full border-collapse">
          <thead>
            <tr className="text-start text-small text-quiet">
              {(['when', 'where_to', 'why', 'how_much'] as const).map((name) => (
                <th key={name} scope="col" className="px-3 py-2 text-start font-medium">
                  {t(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {log.map((connection, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- two may have begun at the same moment
              <Line key={`${connection.at}-${index}`} connection={connection} />
            ))}
          </tbody>
        </table>
      </div>
      <Button className="self-start" disabled={clear.isPending} onClick={() => clear.mutate()}>
        {t('connections_clear')}
      </Button>
    </>
  )
}

function Line({ connection }: { connection: Connection }) {
  const { t } = useTranslation()
  const { at, host, purpose, allowed, sent, received } = connection
  const amount = [sent && t('sent', { size: size(sent) }), received != null && t('received', { size: size(received) })]
  return (
    <tr className="border-t border-line align-baseline">
      <td className="px-3 py-2 whitespace-nowrap text-quiet tabular-nums">
        <time dateTime={at}>{moment(at)}</time>
      </td>
      <td className="px-3 py-2 font-mono text-small">{host}</td>
      <td className="px-3 py-2">{purpose}</td>
      <td className="px-3 py-2 text-quiet tabular-nums">
        {allowed ? amount.filter(Boolean).join(', ') || '–' : t('held_back')}
      </td>
    </tr>
  )
}
