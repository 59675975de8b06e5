// The folder that everything was copied from: kept until the person removes it.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, http } from '../../api/client'
import { placeFolder } from '../../api/dataFolder'
import { Button } from '../../shared/Button'
import { Confirm } from '../../shared/Dialog'
import { tellError } from '../../shared/toasts'

async function remove(): Promise<void> {
  try {
    placeFolder(await ask(http.DELETE('/api/v0/data-folder/old')))
  } catch (error) {
    tellError(error)
  }
}

export function OldFolder({ path }: { path: string }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-md border border-line p-3">
      <p className="min-w-0 flex-1 basis-48 break-all">{t('old_folder', { path })}</p>
      <Button onClick={() => setAsking(true)}>{t('old_folder_remove')}</Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={t('old_folder_title')}
        about={t('old_folder_about', { path })}
        action={t('old_folder_remove')}
        onConfirm={() => void remove()}
      />
    </div>
  )
}
