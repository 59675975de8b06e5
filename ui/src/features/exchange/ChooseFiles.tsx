// Where files are dropped or chosen: some, or a folder of them.
import { FileInput } from 'lucide-react'
import { useRef, useState, type DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../shared/Button'
import { dropped } from './dropped'

export function ChooseFiles({ onFiles }: { onFiles: (files: File[]) => void }) {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)

  // The page takes dropped files too, for a message: those that are dropped here are not for it.
  const hover = (event: DragEvent) => {
    event.preventDefault()
    event.stopPropagation()
    setOver(true)
  }
  const drop = async (event: DragEvent) => {
    event.preventDefault()
    event.stopPropagation()
    setOver(false)
    onFiles(await dropped(event.dataTransfer))
  }
  const chosen = (input: HTMLInputElement) => {
    onFiles([...(input.files ?? [])])
    input.value = ''
  }

  return (
    <div className="px-5 pt-1 pb-5">
      <div
        onDragOver={hover}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => void drop(event)}
        className={`flex flex-col items-center gap-4 rounded-lg border border-dashed px-6 py-10 transition-colors ${over ? 'border-ember bg-ember-wash' : 'border-edge'}`}
      >
        <FileInput aria-hidden size={24} strokeWidth={1.5} className="text-quiet" />
        <p className="text-quiet">{t('import_drop')}</p>
        <div className="flex flex-wrap justify-center gap-2">
          <Button kind="primary" onClick={() => files.current?.click()}>
            {t('import_choose')}
          </Button>
          <Button onClick={() => folder.current?.click()}>{t('import_or_folder')}</Button>
        </div>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          aria-label={t('import_choose')}
          onChange={(event) => chosen(event.target)}
        />
        <input
          ref={(input) => {
            folder.current = input
            input?.setAttribute('webkitdirectory', '')
          }}
          type="file"
          hidden
          aria-label={t('import_or_folder')}
          onChange={(event) => chosen(event.target)}
        />
      </div>
    </div>
  )
}
