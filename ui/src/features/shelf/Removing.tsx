// Takes a model off the list, or deletes its file: whose that is, and how much, is said before; both can be undone.
import { Trash2, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { shelf, type Files } from '../../api/shelf'
import type { Model } from '../../api/types'
import { Button } from '../../shared/Button'
import { Confirm } from '../../shared/Dialog'
import { size } from '../../shared/format'
import { tell, tellError } from '../../shared/toasts'

export function Removing({ model, owner, onGone }: { model: Model; owner: string; onGone: () => void }) {
  const { t } = useTranslation()
  const [files, setFiles] = useState<Files | null>(null)
  const ours = owner === 'Fireside'

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
      <Confirm
        open={files !== null}
        onClose={() => setFiles(null)}
        title={t('shelf.delete_title', { name: model.name })}
        about={[
          t('shelf.delete_about', { count: files?.paths?.length ?? 0, size: size(files?.size ?? 0) }),
          ours ? '' : files?.owner ? t('shelf.delete_theirs', { owner: files.owner }) : t('shelf.delete_yours'),
          t('shelf.delete_undo'),
          ...(files?.paths ?? []),
        ]
          .filter(Boolean)
          .join('\n')}
        action={t('shelf.delete')}
        onConfirm={() => remove(true)}
      />
    </section>
  )
}
