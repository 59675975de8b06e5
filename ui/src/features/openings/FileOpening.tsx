// A model file was opened with Fireside: what it says of itself, and whether it is to be added.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, http } from '../../api/client'
import { takeOpening, type FileLink, type Opening } from '../../api/openings'
import { keys, queries, useModels } from '../../api/queries'
import { Button } from '../../shared/Button'
import { Dialog } from '../../shared/Dialog'
import { size } from '../../shared/format'
import { tell, tellError } from '../../shared/toasts'

export function FileOpening({ opening, link }: { opening: Opening; link: FileLink }) {
  const { t } = useTranslation()
  const { data: models } = useModels()
  const [busy, setBusy] = useState(false)
  const known = models?.find(({ path }) => path === link.path)
  const take = () => takeOpening(opening).catch(tellError)
  const add = async () => {
    setBusy(true)
    try {
      const model = known ?? (await ask(http.POST('/api/v0/models', { body: { path: link.path, purpose: 'chat', name: '' } })))
      void queries.invalidateQueries({ queryKey: keys.models })
      await ask(http.POST('/api/v0/models/{id}/load', { params: { path: { id: model.id } } }))
      tell({ title: t('model_added', { name: model.name }) })
    } catch (error) {
      tellError(error)
    }
    await take()
  }
  return (
    <Dialog open onClose={() => void take()} title={t(known ? 'opening.known' : 'opening.file')} about={t('opening.file_about')}>
      <div className="flex flex-col gap-4 px-5 pt-1 pb-5">
        <dl className="flex flex-col gap-0.5 rounded-md border border-line bg-surface px-3 py-2 select-text">
          <dt className="font-medium break-words">{link.name}</dt>
          <dd className="text-small break-all text-quiet">{link.path}</dd>
          {link.size !== null && link.size !== undefined && <dd className="text-small text-quiet tabular-nums">{size(link.size)}</dd>}
        </dl>
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={() => void take()}>{t('cancel')}</Button>
          <Button kind="primary" data-first disabled={busy} onClick={() => void add()}>
            {t(known ? 'opening.use' : 'opening.add')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
