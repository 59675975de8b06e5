// Which model answers in this thread: its own, or that of the settings.
import { useTranslation } from 'react-i18next'
import { changeOwn, useOwn } from '../../api/own'
import { useModels, useSettings } from '../../api/queries'
import { answering } from '../../shared/answering'
import { tellError } from '../../shared/toasts'
import { Section } from './Section'
import { Select } from './Select'

export function ModelChoice({ threadId }: { threadId: string | undefined }) {
  const { t } = useTranslation()
  const { data: models } = useModels()
  const { data: settings } = useSettings()
  const own = useOwn(threadId)?.model_id ?? null
  const usual = answering(models ?? [], null, settings?.model_id ?? null)
  const options = (models ?? []).map(({ id, name, missing }) => ({ value: id, label: name, disabled: missing }))
  return (
    <Section title={t('model_of_thread')}>
      {(heading) => (
        <div className="flex">
          <Select
            value={own}
            usual={t('as_in_settings', { name: usual?.name ?? '' })}
            groups={[{ label: t('only_this_thread'), options }]}
            labelledBy={heading}
            onChange={(id) => void changeOwn(threadId, { model_id: id }).catch(tellError)}
          />
        </div>
      )}
    </Section>
  )
}
