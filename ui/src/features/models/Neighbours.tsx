// The models that other programs have on this computer: each can be added, and is used where it lies.
import { useQuery } from '@tanstack/react-query'
import { Check, Plus, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, http, Refused } from '../../api/client'
import { keys, queries, useModels } from '../../api/queries'
import type { Neighbour as Other, Problem } from '../../api/types'
import { Button } from '../../shared/Button'
import { Dialog } from '../../shared/Dialog'
import { size } from '../../shared/format'
import { ProblemText } from '../../shared/ProblemText'

async function scan(): Promise<Other[]> {
  return (await ask(http.POST('/api/v0/models/scan'))).found
}

export function useComputer() {
  return useQuery({ queryKey: ['computer'], queryFn: () => ask(http.GET('/api/v0/computer')), staleTime: 60_000 })
}

export function Neighbours() {
  const { t } = useTranslation()
  const { data: found, isFetching, refetch } = useQuery({ queryKey: ['neighbours'], queryFn: scan, staleTime: 0 })
  if (!found) return <p role="status" className="text-quiet">{t('neighbours.looking')}</p>
  return (
    <>
      {found.length === 0 ? (
        <p className="text-quiet">{t('neighbours.none')}</p>
      ) : (
        <ul className="max-h-64 overflow-y-auto rounded-md border border-line" aria-label={t('neighbours.title')}>
          {found.map((one) => (
            <Neighbour key={one.model.path} found={one} about={one.program} />
          ))}
        </ul>
      )}
      <Button kind="quiet" className="self-start" disabled={isFetching} onClick={() => void refetch()}>
        <RotateCw aria-hidden size={14} />
        {t('neighbours.again')}
      </Button>
    </>
  )
}

interface NeighbourProps {
  found: Pick<Other, 'model' | 'here'>
  /** Whose it is, or what is to be said of it. */
  about: string
}

export function Neighbour({ found: { model, here }, about }: NeighbourProps) {
  const { t } = useTranslation()
  const { data: models } = useModels()
  const { data: computer } = useComputer()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const listed = here || (models?.some(({ path }) => path === model.path) ?? false)
  const tooLarge = computer && model.size ? model.size > computer.memory : false

  const add = async () => {
    setBusy(true)
    setProblem(null)
    try {
      await ask(http.POST('/api/v0/models', { body: { path: model.path, purpose: model.purpose ?? 'chat', name: model.name } }))
      await queries.invalidateQueries({ queryKey: keys.models })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      setProblem(error.problem)
    } finally {
      setBusy(false)
    }
  }

  return (
    <li className="flex items-center gap-3 border-b border-line px-3 py-2 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="truncate" title={model.path}>
          {model.name}
        </p>
        <p className="truncate text-small text-quiet">
          {[about, model.quantisation, model.size && size(model.size)].filter(Boolean).join(' · ')}
        </p>
        {tooLarge && <p className="text-small text-quiet">{t('neighbours.too_large')}</p>}
        {problem && <ProblemText id={`${model.path}-problem`} problem={problem} />}
      </div>
      {listed ? (
        <span className="flex items-center gap-1.5 text-quiet">
          <Check aria-hidden size={14} />
          {t('neighbours.added')}
        </span>
      ) : (
        <Button onClick={() => void add()} disabled={busy} aria-label={t('neighbours.add', { name: model.name })}>
          <Plus aria-hidden size={14} />
          {t('neighbours.add_short')}
        </Button>
      )}
    </li>
  )
}

export function NeighboursDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog open={open} onClose={onClose} title={t('neighbours.title')} about={t('neighbours.about')}>
      <div className="flex min-h-0 flex-col gap-2 overflow-y-auto px-5 pt-1 pb-5">
        <Neighbours />
      </div>
    </Dialog>
  )
}
