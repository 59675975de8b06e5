// What this is, which version, how it is doing, and under which licences.
import { useTranslation } from 'react-i18next'
import { useStatus } from '../../api/queries'
import { Row } from '../../shared/Controls'
import { Ember } from '../../shared/Ember'
import { Checkup } from './Checkup'
import { Licences } from './Licences'

export function About() {
  const { t } = useTranslation()
  const { data: status } = useStatus()
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
      <Row label={t('checkup')} also={t('also.checkup')} about={t('checkup_about')} below>
        {() => <Checkup />}
      </Row>
      <Row label={t('licences')} also={t('also.licences')} about={t('licences_text')} below>
        {() => <Licences />}
      </Row>
    </>
  )
}
