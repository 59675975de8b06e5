// One quantisation of a model: what it is, whether it fits, and how it comes here, or that it is here.
import { Check, Download as Fetch, SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchModel } from '../../api/hub'
import { useModels } from '../../api/queries'
import type { VariantChoice } from '../../api/types'
import { Button, IconButton } from '../../shared/Button'
import { Fetching } from '../../shared/Fetching'
import { stopFinding } from '../../shared/finding'
import { number, size } from '../../shared/format'
import { showModels } from '../../shared/owned'
import { tellError } from '../../shared/toasts'
import { bitsOf } from './bits'
import { Fit } from './Fit'

interface VariantRowProps {
  repository: string
  choice: VariantChoice
  /** How people call it. */
  name: string
  recommended: boolean
  /** Whether it is the one that was named in an address. */
  meant: boolean
  eager: boolean
  onUse: (modelId: string) => void
}

export function VariantRow({ repository, choice, name, recommended, meant, eager, onUse }: VariantRowProps) {
  const { t } = useTranslation()
  const bits = bitsOf(choice.quantisation)
  const parts = choice.files.length
  return (
    <li
      aria-current={meant || undefined}
      className="flex flex-col gap-1.5 border-b border-line px-3 py-2.5 last:border-0 aria-[current]:bg-ember-wash"
    >
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-medium break-all">{choice.quantisation || choice.id}</span>
            <span className="text-quiet tabular-nums">{choice.size === null ? t('finder.size_unknown') : size(choice.size)}</span>
            {recommended && <span className="rounded-sm border border-edge px-1.5 text-small">{t('finder.recommended')}</span>}
          </p>
          <p className="text-small text-quiet">
            {[bits && t(`bits.${bits}`), parts > 1 && t('finder.parts', { count: parts, shown: number(parts) })].filter(Boolean).join(' · ')}
          </p>
        </div>
        <Way repository={repository} choice={choice} name={name} onUse={onUse} />
      </div>
      {choice.download ? (
        <Fetching download={choice.download} />
      ) : choice.here ? (
        <p className="flex items-center gap-1.5 text-small">
          <Check aria-hidden size={14} className="shrink-0" />
          {t('model_here')}
        </p>
      ) : (
        <Fit name={name} repository={repository} variant={choice.id} eager={eager} />
      )}
    </li>
  )
}

/** Shows a model among those that one has, in the place of the finder. */
function look(modelId: string): void {
  stopFinding()
  showModels(modelId)
}

type WayProps = Pick<VariantRowProps, 'repository' | 'choice' | 'name' | 'onUse'>

function Way({ repository, choice, name, onUse }: WayProps) {
  const { t } = useTranslation()
  const { data: models } = useModels()
  const [busy, setBusy] = useState(false)
  const model = models?.find(({ id }) => id === choice.model_id)
  const fetch = () => {
    setBusy(true)
    void fetchModel(repository, choice.id)
      .catch(tellError)
      .finally(() => setBusy(false))
  }
  if (choice.here) {
    return (
      <div className="flex shrink-0 items-center gap-1">
        {model?.purpose === 'chat' && (
          <Button aria-label={t('finder.use_of', { name })} onClick={() => onUse(model.id)}>
            {t('finder.use')}
          </Button>
        )}
        {model && <IconButton icon={SlidersHorizontal} label={t('finder.options_of', { name })} side="left" onClick={() => look(model.id)} />}
      </div>
    )
  }
  if (choice.download) return null
  return (
    <Button aria-label={t('fetch_model', { name })} disabled={busy} onClick={fetch} className="shrink-0">
      <Fetch aria-hidden size={14} />
      {t('fetch')}
    </Button>
  )
}
