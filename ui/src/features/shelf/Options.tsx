// What was chosen for a model: context, graphics card, precision, template, words. Each has a way back to what is best.
import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { shelf, useFitHere, type ModelOptions } from '../../api/shelf'
import type { Model } from '../../api/types'
import { useLive } from '../../live'
import { Button } from '../../shared/Button'
import { Choice } from '../../shared/Controls'
import { number } from '../../shared/format'
import { tellError } from '../../shared/toasts'
import { LayersField } from './LayersField'
import { anyChosen, choosable, sizesFor } from './options'
import { SamplingChoice } from './SamplingChoice'
import { TemplateField } from './TemplateField'

const NOTHING: ModelOptions = { context: null, gpu_layers: null, kept: null, template: null, sampling: {} }
const KEPT = ['auto', 'f16', 'q8_0', 'q4_0'] as const

export function Options({ model }: { model: Model }) {
  const { t } = useTranslation()
  const options = { ...NOTHING, ...model.options }
  const offered = choosable(model)
  // Read once for what stands above; of a model that is loaded, it tells itself how many layers it has.
  const { data: fit } = useFitHere(model, false)
  const loaded = useLive((live) => live.models[model.id]?.layers)
  const layers = fit?.layers || loaded || 0
  const put = (change: Partial<ModelOptions>) => shelf.change(model.id, { options: { ...options, ...change } })
  const set = (change: Partial<ModelOptions>) => void put(change).catch(tellError)
  if (offered.length === 0 && !model.guided) return null
  return (
    <section className="mt-6">
      <div className="flex items-center justify-between gap-3">
        <h4 className="font-medium">{t('shelf.options')}</h4>
        {anyChosen(options) && (
          <Button kind="quiet" className="-me-2" onClick={() => set(NOTHING)}>
            {t('reset_all')}
          </Button>
        )}
      </div>
      {offered.some((name) => name !== 'sampling') && <p className="mb-1 text-small text-quiet">{t('shelf.options_about')}</p>}
      {offered.includes('context') && (
        <Option label={t('shelf.option.context')} about={t('shelf.option.context_about')}>
          {({ label, about }) => (
            <select
              value={options.context ?? ''}
              aria-labelledby={label}
              aria-describedby={about}
              onChange={(event) => set({ context: event.target.value ? Number(event.target.value) : null })}
              className="h-9 min-w-40 cursor-pointer rounded-md border border-edge bg-surface px-2 text-ui text-text"
            >
              <option value="">{t('shelf.automatic')}</option>
              {sizesFor(model).map((one) => (
                <option key={one} value={one}>
                  {t('shelf.tokens', { count: one, shown: number(one) })}
                </option>
              ))}
            </select>
          )}
        </Option>
      )}
      {offered.includes('gpu_layers') && (
        <Option
          label={t('shelf.option.layers')}
          about={[
            layers ? t('shelf.option.layers_of', { count: layers, shown: number(layers) }) : t('shelf.option.layers_about'),
            fit && !fit.gpu ? t('shelf.option.no_card') : '',
          ]
            .filter(Boolean)
            .join(' ')}
        >
          {({ label, about }) => (
            <LayersField value={options.gpu_layers ?? null} most={layers || 1024} labelledBy={label} describedBy={about} onSet={(value) => set({ gpu_layers: value })} />
          )}
        </Option>
      )}
      {offered.includes('kept') && (
        <Option label={t('shelf.option.kept')} about={t('shelf.option.kept_about')}>
          {({ label }) => (
            <Choice
              value={options.kept ?? 'auto'}
              options={KEPT.map((value) => ({ value, label: t(`shelf.kept.${value}`) }))}
              onChange={(value) => set({ kept: value === 'auto' ? null : value })}
              labelledBy={label}
            />
          )}
        </Option>
      )}
      {model.engine === 'pytorch' && <p className="py-2 text-small text-quiet">{t('shelf.pytorch_options')}</p>}
      {offered.includes('sampling') && <SamplingChoice sampling={options.sampling ?? {}} onSet={(sampling) => set({ sampling })} />}
      {model.guided && <p className="py-2 text-small text-quiet">{t('starter_sampling')}</p>}
      {offered.includes('template') && <TemplateField key={options.template ?? ''} value={options.template ?? ''} onSave={(template) => put({ template })} />}
    </section>
  )
}

interface OptionProps {
  label: string
  about: string
  /** Given the ids of the label and of the explanation. */
  children: (ids: { label: string; about: string }) => ReactNode
}

export function Option({ label, about, children }: OptionProps) {
  const id = useId()
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line py-3">
      <div className="min-w-44 flex-1">
        <div id={`${id}-label`}>{label}</div>
        <div id={`${id}-about`} className="text-small text-quiet">
          {about}
        </div>
      </div>
      {children({ label: `${id}-label`, about: `${id}-about` })}
    </div>
  )
}
