// Takes a model off the list, or deletes its file: whose that is, and how much, is said before; both can be undone.
import { Trash2, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { shelf, type Files } from '../../api/shelf'
import type { Model } from '../../api/types'
import { Button } from '../../shared/Button'
import { Dialog } from '../../shared/Dialog'
import { size } from '../../shared/format'
import { tell, tellError } from '../../shared/toasts'

const OURS = 'Fireside'

export function Removing({ model, onGone }: { model: Model; onGone: () => void }) {
  const { t } = useTranslation()
  const [files, setFiles] = useState<Files | null>(null)

  const remove = (withFiles: boolean) => {
    shelf.remove(model.id, withFiles).then(() => {
      onGone()
      tell({
        title: t(withFiles ? 'shelf.deleted' : 'shelf.taken_off', { name: model.name }),
        action: { label: t('undo'), run: () => void shelf.restore(model.id).catch(tellError) },
      })
    }, tellError)
  }

  if (model.bundled) return <p className="mt-6 text-small text-quiet">{t('shelf.stays')}</p>
  const deletes = model.engine === 'llama.cpp' && !model.missing
  return (
    <section className="mt-6 flex flex-wrap items-center gap-2 border-t border-line pt-4">
      <Button onClick={() => remove(false)}>
        <X aria-hidden size={14} />
        {t('shelf.take_off')}
      </Button>
      {deletes && (
        <Button kind="danger" onClick={() => void shelf.files(model.id).then(setFiles, tellError)}>
          <Trash2 aria-hidden size={14} />
          {t('shelf.delete')}
        </Button>
      )}
      <p className="w-full text-small text-quiet">
        {model.engine === 'pytorch' ? t('shelf.take_off_folder') : model.engine === 'server' ? t('shelf.take_off_server') : t('shelf.take_off_about')}
      </p>
      <Dialog
        open={files !== null}
        onClose={() => setFiles(null)}
        title={t('shelf.delete_title', { name: model.name })}
        about={[
          t('shelf.delete_about', { count: files?.paths?.length ?? 0, size: size(files?.size ?? 0) }),
          files?.owner === OURS ? '' : files?.owner ? t('shelf.delete_theirs', { owner: files.owner }) : t('shelf.delete_yours'),
          t('shelf.delete_undo'),
        ]
          .filter(Boolean)
          .join(' ')}
      >
        <ul dir="ltr" className="min-h-0 overflow-y-auto px-5 font-mono text-small break-all select-text">
          {files?.paths?.map((path) => <li key={path}>{path}</li>)}
        </ul>
        <div className="flex justify-end gap-2 px-5 pt-4 pb-5">
          <Button onClick={() => setFiles(null)}>{t('cancel')}</Button>
          <Button
            kind="primary"
            onClick={() => {
              setFiles(null)
              remove(true)
            }}
          >
            {t('shelf.delete')}
          </Button>
        </div>
      </Dialog>
    </section>
  )
}
