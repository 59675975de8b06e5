// The models that lie in a folder: each can be added, or all of them, and is used where it lies.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, http } from '../../api/client'
import { keys, queries, useModels } from '../../api/queries'
import type { FoundModel } from '../../api/types'
import { Button } from '../../shared/Button'
import { tellError } from '../../shared/toasts'
import { Neighbour } from './Neighbours'

interface FolderFoundProps {
  found: FoundModel[]
  onClose: () => void
}

export function FolderFound({ found, onClose }: FolderFoundProps) {
  const { t } = useTranslation()
  const { data: models } = useModels()
  // Many models have the same name: the file tells them apart.
  const aboutIt = ({ model, beside }: FoundModel) =>
    [model.path.split(/[\\/]/).at(-1), beside && t('folder_found.sees')].filter(Boolean).join(' · ')
  const [busy, setBusy] = useState(false)
  const waiting = found.filter((one) => !one.here && !models?.some(({ path }) => path === one.model.path))

  const addAll = async () => {
    setBusy(true)
    try {
      for (const { model } of waiting) {
        // One after the other: each is looked at as a whole.
        // oxlint-disable-next-line no-await-in-loop
        await ask(http.POST('/api/v0/models', { body: { path: model.path, purpose: model.purpose ?? 'chat', name: '' } }))
        void queries.invalidateQueries({ queryKey: keys.models })
      }
    } catch (error) {
      tellError(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="flex min-h-0 flex-col gap-3 px-5 pt-1 pb-5">
      <ul className="min-h-0 max-h-80 overflow-y-auto rounded-md border border-line" aria-label={t('folder_found.title')}>
        {found.map((one) => (
          <Neighbour key={one.model.path} found={one} about={aboutIt(one)} />
        ))}
      </ul>
      <div className="flex justify-end gap-2">
        {waiting.length > 1 && (
          <Button disabled={busy} onClick={() => void addAll()}>
            {t('folder_found.all', { count: waiting.length })}
          </Button>
        )}
        <Button kind="primary" onClick={onClose}>
          {t('done')}
        </Button>
      </div>
    </div>
  )
}
