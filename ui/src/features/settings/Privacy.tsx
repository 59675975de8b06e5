// What leaves this computer: in plain words, the switch that stops it, and the log that shows it.
import { useTranslation } from 'react-i18next'
import { choose } from '../../api/actions'
import { useModels, useSettings } from '../../api/queries'
import { Row, Switch } from '../../shared/Controls'
import { tellError } from '../../shared/toasts'
import { Connections } from './Connections'
import { Network } from './Network'

export function Privacy() {
  const { t } = useTranslation()
  const { data: settings } = useSettings()
  if (!settings) return null
  return (
    <>
      <Row label={t('leaves')} about={t('leaves_about')} also={t('also.connections')} below>
        {() => <Elsewhere />}
      </Row>
      <Row label={t('offline')} about={t('offline_about')} also={t('also.offline')}>
        {({ label, about }) => (
          <Switch
            checked={settings.offline}
            onChange={(offline) => void choose({ offline }).catch(tellError)}
            labelledBy={label}
            describedBy={about}
          />
        )}
      </Row>
      <Network />
      <Row label={t('connections')} about={t('connections_about')} also={t('also.connections')} below>
        {() => <Connections />}
      </Row>
    </>
  )
}

/** The models that run on other computers: what is written to them goes there. */
function Elsewhere() {
  const { t } = useTranslation()
  const { data: models = [] } = useModels()
  const there = models.filter(({ elsewhere }) => elsewhere)
  if (there.length === 0) return null
  return (
    <ul className="list-disc ps-5">
      {there.map(({ id, name, server }) => (
        <li key={id}>{t('leaves_to', { name, host: server ? new URL(server).host : '' })}</li>
      ))}
    </ul>
  )
}
