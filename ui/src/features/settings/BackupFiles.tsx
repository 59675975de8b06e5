// A backup as one file: saved to be kept elsewhere, and put back.
import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { download, imports, saveBackup } from '../../api/exchange'
import { queries } from '../../api/queries'
import { Button } from '../../shared/Button'
import { Confirm } from '../../shared/Dialog'
import { percent } from '../../shared/format'
import { tell, tellError } from '../../shared/toasts'

/** `only` restoring: a store that cannot be opened cannot be backed up. */
export function BackupFiles({ only = false }: { only?: boolean }) {
  const { t } = useTranslation()
  const [file, setFile] = useState<File | null>(null)
  const [share, setShare] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const save = useMutation({ mutationFn: saveBackup, onSuccess: download, onError: tellError })
  const restore = useMutation({
    mutationFn: async (chosen: File) => {
      const { id } = await imports.begin()
      await imports.send(id, [chosen], setShare, () => false)
      await imports.restore(id)
    },
    onSuccess: async () => {
      // Everything that was read belongs to the store that is gone.
      await queries.invalidateQueries()
      tell({ title: t('restored') })
    },
    onError: tellError,
    onSettled: () => setShare(0),
  })
  return (
    <>
      {!only && (
        <Button disabled={save.isPending} onClick={() => save.mutate()}>
          {save.isPending ? t('backup_file_making') : t('backup_file')}
        </Button>
      )}
      <Button disabled={restore.isPending} onClick={() => input.current?.click()}>
        {restore.isPending ? t('backup_restoring', { part: percent(share) }) : t('backup_from_file')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".zip"
        aria-label={t('backup_from_file')}
        onChange={(event) => {
          setFile(event.target.files?.[0] ?? null)
          event.target.value = ''
        }}
      />
      <Confirm
        open={file !== null}
        onClose={() => setFile(null)}
        title={t('backup_from_file_title')}
        about={t('backup_from_file_about', { name: file?.name ?? '' })}
        action={t('restore')}
        onConfirm={() => file && restore.mutate(file)}
      />
    </>
  )
}
