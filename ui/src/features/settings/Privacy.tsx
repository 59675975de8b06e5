// What leaves this computer: the switch that stops it, and the log that shows it.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { choose } from '../../api/actions'
import { ask, http } from '../../api/client'
import { keys, useSettings } from '../../api/queries'
import { Row, Switch } from '../../shared/Controls'
import { moment } from '../../shared/format'
import { tellError } from '../../shared/toasts'

export function Privacy() {
  const { t } = useTranslation()
  const { data: settings } = useSettings()
  const { data: log } = useQuery({
    queryKey: keys.connections,
    queryFn: async () => (await ask(http.GET('/api/v0/connections'))).connections,
    staleTime: 0,
  })
  if (!settings) return null
  return (
    <>
      <Row label={t('offline')} also={t('also.offline')} about={t('offline_about')}>
        {({ label, about }) => (
          <Switch
            checked={settings.offline}
            onChange={(offline) => void choose({ offline }).catch(tellError)}
            labelledBy={label}
            describedBy={about}
          />
        )}
      </Row>
      <Row label={t('connections')} also={t('also.connections')} about={t('connections_about')} below>
        {() =>
          log?.length ? (
            <ul className="rounded-md border border-line">
              {log.map((connection) => (
                <li
                  key={`${connection.at}-${connection.host}`}
                  className="flex flex-wrap gap-x-4 border-b border-line px-3 py-2 last:border-0"
                >
                  <span className="font-mono text-small leading-5">{connection.host}</span>
                  <span className="flex-1 text-quiet">{connection.purpose}</span>
                  <span className="text-quiet">{connection.allowed ? t('allowed') : t('held_back')}</span>
                  <time className="text-quiet tabular-nums">{moment(connection.at)}</time>
                </li>
              ))}
            </ul>
          ) : (
            <p className="rounded-md border border-dashed border-line px-3 py-4 text-quiet">{t('no_connections')}</p>
          )
        }
      </Row>
    </>
  )
}
