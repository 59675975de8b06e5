// What this is, which version, whether there is a newer one, how it is doing, and under which licences.
import { useTranslation } from 'react-i18next'
import { choose } from '../../api/actions'
import { useSettings, useStatus } from '../../api/queries'
import { useUpdates } from '../../api/updates'
import { Row, Switch } from '../../shared/Controls'
import { Ember } from '../../shared/Ember'
import { tellError } from '../../shared/toasts'
import { Checkup } from './Checkup'
import { CrashReports } from './CrashReports'
import { Licences } from './Licences'
import { Updates } from './Updates'

export function About() {
  const { t } = useTranslation()
  const { data: status } = useStatus()
  const { data: settings } = useSettings()
  const { data: updates } = useUpdates()
  return (
    <>
      <div className="flex items-center gap-4 border-b border-line py-5">
        <Ember className="size-10" />
        <div>
          <p className="font-serif text-2xl leading-8">Fireside</p>
          <p className="text-quiet">{t('version_number', { version: status?.version ?? '' })}</p>
        </div>
      </div>
      <Row label={t('about_what')} also={t('also.about_what')} about={t('about_text')}>
        {() => null}
      </Row>
      {updates && (
        <Row label={t('updates.label')} also={t('also.updates')} about={updates.set_up ? t('updates.about') : t('updates.not_set_up')} below>
          {() => <Updates />}
        </Row>
      )}
      {updates?.set_up && settings && (
        <Row label={t('updates.by_itself')} also={t('also.updates')} about={t('updates.by_itself_about')}>
          {({ label, about }) => (
            <Switch
              checked={settings.check_updates}
              onChange={(check_updates) => void choose({ check_updates }).catch(tellError)}
              labelledBy={label}
              describedBy={about}
            />
          )}
        </Row>
      )}
      <Row label={t('crashes.label')} also={t('also.crashes')} about={t('crashes.about')} below>
        {() => <CrashReports />}
      </Row>
      <Row label={t('checkup')} also={t('also.checkup')} about={t('checkup_about')} below>
        {() => <Checkup />}
      </Row>
      <Row label={t('licences')} also={t('also.licences')} about={t('licences_text')} below>
        {() => <Licences />}
      </Row>
    </>
  )
}
