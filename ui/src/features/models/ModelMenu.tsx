// The models that can answer: switch, take one off the list, add a file.
import { Check, Plus, X } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { ask, http } from '../../api/client'
import { useModels, useSettings } from '../../api/queries'
import type { Model } from '../../api/types'
import { useLive } from '../../live'
import { IconButton } from '../../shared/Button'
import { size } from '../../shared/format'
import { tellError } from '../../shared/toasts'

interface ModelMenuProps {
  onClose: () => void
  onAdd: () => void
}

export function ModelMenu({ onClose, onAdd }: ModelMenuProps) {
  const { t } = useTranslation()
  const { data: models } = useModels()
  const { data: settings } = useSettings()
  const current = useLive((live) => live.model?.model_id) ?? settings?.model_id ?? models?.find((m) => m.bundled)?.id
  const load = (model: Model) => {
    const path = { id: model.id }
    void ask(http.POST('/api/v0/models/{id}/load', { params: { path } })).catch(tellError)
    onClose()
  }
  return (
    <Popover.Portal>
      <Popover.Content
        side="top"
        align="start"
        sideOffset={6}
        collisionPadding={12}
        aria-label={t('models')}
        className="appear z-50 flex max-h-[min(28rem,60vh)] w-[min(24rem,calc(100vw-1.5rem))] flex-col rounded-lg border border-line bg-raised p-1 text-ui outline-none"
      >
        <h2 className="px-3 pt-2 pb-1 text-small font-medium text-quiet">{t('models')}</h2>
        <ul className="min-h-0 flex-1 overflow-y-auto">
          {models?.map((model) => (
            <li key={model.id} className="group/model flex items-center rounded-md hover:bg-surface focus-within:bg-surface">
              <button
                type="button"
                aria-current={model.id === current}
                disabled={model.missing}
                onClick={() => load(model)}
                className="flex min-w-0 flex-1 items-start gap-2.5 rounded-md px-3 py-2 text-left disabled:opacity-60"
              >
                <Check aria-hidden size={15} className={`mt-0.5 shrink-0 text-ember ${model.id === current ? '' : 'invisible'}`} />
                <span className="min-w-0">
                  <span className="block truncate text-text">{model.name}</span>
                  <span className="block text-small text-quiet">{factsOf(model, t('model_missing'))}</span>
                </span>
              </button>
              {!model.bundled && (
                <IconButton
                  icon={X}
                  label={t('remove_model', { name: model.name })}
                  size="small"
                  side="left"
                  className="mr-1.5"
                  onClick={() => remove(model)}
                />
              )}
            </li>
          ))}
        </ul>
        <button
          type="button"
          onClick={onAdd}
          className="mt-1 flex items-center gap-2.5 rounded-md border-t border-line px-3 py-2.5 text-left hover:bg-surface"
        >
          <Plus aria-hidden size={15} />
          {t('add_model')}
        </button>
      </Popover.Content>
    </Popover.Portal>
  )
}

function remove(model: Model): void {
  const path = { id: model.id }
  void ask(http.DELETE('/api/v0/models/{id}', { params: { path } })).catch(tellError)
}

function factsOf(model: Model, missing: string): string {
  if (model.missing) return missing
  return [model.good_for, model.quantisation, model.size ? size(model.size) : ''].filter(Boolean).join(' · ')
}
