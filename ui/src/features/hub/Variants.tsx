// The quantisations of a model, smallest first, with a word on which one to take.
import { useQueries } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { FITS } from '../../api/hub'
import type { ModelFit, VariantChoice } from '../../api/types'
import { recommended } from './bits'
import { VariantRow } from './VariantRow'

interface VariantsProps {
  repository: string
  /** How the model is called without its quantisation. */
  name: string
  choices: VariantChoice[]
  /** A quantisation or the id of a file that was named in an address. */
  meant?: string
  eager: boolean
  onUse: (modelId: string) => void
}

export function Variants({ repository, name, choices, meant = '', eager, onUse }: VariantsProps) {
  const { t } = useTranslation()
  const best = recommended(choices, useKnownFits(repository, choices))
  const named = choices.find(({ id, quantisation }) => meant && (id === meant || quantisation === meant.toUpperCase()))
  return (
    <ul aria-label={t('finder.variants')} className="rounded-md border border-line">
      {choices.map((choice) => (
        <VariantRow
          key={choice.id}
          repository={repository}
          choice={choice}
          name={`${name} ${choice.quantisation}`.trim()}
          recommended={choice.id === best}
          meant={choice === named}
          eager={eager}
          onUse={onUse}
        />
      ))}
    </ul>
  )
}

/** What the rows found out so far; nothing is asked for here. */
function useKnownFits(repository: string, choices: VariantChoice[]): Partial<Record<string, ModelFit>> {
  return useQueries({
    queries: choices.map(({ id }) => ({ queryKey: [...FITS, repository, id], enabled: false })),
    combine: (found) => Object.fromEntries(found.map(({ data }, at) => [choices[at]?.id, data as ModelFit | undefined])),
  })
}
