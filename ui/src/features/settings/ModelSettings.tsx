// How the model answers, in plain words.
import { Boxes, Search } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { choose } from '../../api/actions'
import { useSettings } from '../../api/queries'
import { Button } from '../../shared/Button'
import { Choice, Row } from '../../shared/Controls'
import { findModels } from '../../shared/finding'
import { showModels } from '../../shared/owned'
import { number } from '../../shared/format'
import { PromptField } from '../../shared/PromptField'
import { tellError } from '../../shared/toasts'
import { Dial } from '../../shared/Dial'

const LENGTHS = { short: 512, medium: 2048, long: 8192 } as const
type Length = keyof typeof LENGTHS
const STAYS = [5, 15, 60, 0] as const

const tellAll = (text: string) => choose({ system_prompt: text })

export function ModelSettings() {
  const { t } = useTranslation()
  const { data: settings } = useSettings()
  if (!settings) return null
  const lengths = (Object.keys(LENGTHS) as Length[]).map((value) => ({ value, label: t(`length.${value}`) }))
  // A number that was set in the file or through the API belongs to none of the three.
  const current = lengths.find(({ value }) => LENGTHS[value] === settings.max_tokens)?.value ?? ('' as Length)
  const minutes = (count: number) => t('keep_model_for', { count, shown: number(count) })
  const asked = settings.keep_model_minutes
  const stays = [...STAYS, ...(STAYS.some((one) => one === asked) ? [] : [asked])].map((count) => ({
    value: String(count),
    label: count === 0 ? t('keep_model_on') : count === 60 ? t('keep_model_hour') : minutes(count),
  }))
  return (
    <>
      <Row label={t('temperature')} about={t('temperature_about')} also={t('also.temperature')}>
        {() => (
          <Dial
            name="temperature"
            settings={settings}
            min={0}
            max={2}
            step={0.1}
            label={t('temperature')}
            show={(value) => number(value, 1)}
          />
        )}
      </Row>
      <Row label={t('length.label')} about={t('length.about', { tokens: number(settings.max_tokens) })} also={t('also.length')}>
        {({ label }) => (
          <Choice
            value={current}
            options={lengths}
            onChange={(length) => void choose({ max_tokens: LENGTHS[length] }).catch(tellError)}
            labelledBy={label}
          />
        )}
      </Row>
      <Row label={t('system_prompt')} about={t('system_prompt_about')} also={t('also.system_prompt')} below>
        {({ label, about }) => (
          <PromptField
            value={settings.system_prompt}
            onSave={tellAll}
            placeholder={t('system_prompt_all_hint')}
            labelledBy={label}
            describedBy={about}
          />
        )}
      </Row>
      <Row label={t('keep_model')} about={t('keep_model_about')} also={t('also.keep_model')}>
        {({ label }) => (
          <Choice
            value={String(settings.keep_model_minutes)}
            options={stays}
            onChange={(stay) => void choose({ keep_model_minutes: Number(stay) }).catch(tellError)}
            labelledBy={label}
          />
        )}
      </Row>
      <Row label={t('shelf.title')} also={t('also.your_models')} about={t('shelf.about')}>
        {() => (
          <Button onClick={() => showModels()}>
            <Boxes aria-hidden size={14} />
            {t('shelf.open')}
          </Button>
        )}
      </Row>
      <Row label={t('more_models')} also={t('also.more_models')} about={t('more_models_about')} below>
        {() => (
          <Button className="self-start" onClick={() => findModels()}>
            <Search aria-hidden size={14} />
            {t('finder.open')}
          </Button>
        )}
      </Row>
    </>
  )
}
