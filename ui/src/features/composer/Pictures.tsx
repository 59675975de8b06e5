// The pictures of a draft, those that are on their way, and a quiet word where the model cannot see them.
import { EyeOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ImagePart } from '../../api/types'
import { useAnswering } from '../../shared/answering'
import { PictureTiles } from '../../shared/PictureTiles'

interface PicturesProps {
  threadId: string | undefined
  images: readonly ImagePart[]
  coming: number
  /** Whether the message goes off as soon as they are there. */
  waiting: boolean
  onDrop: (index: number) => void
  onNone: () => void
}

export function Pictures({ threadId, images, coming, waiting, onDrop, onNone }: PicturesProps) {
  const { t } = useTranslation()
  const model = useAnswering(threadId)
  const some = images.length + coming > 0
  const told = waiting ? 'pictures.sent_then' : 'pictures.coming'
  return (
    <div className={some ? 'px-3 pt-3' : 'sr-only'}>
      {some && <PictureTiles images={images} coming={coming} onDrop={onDrop} onNone={onNone} />}
      <p role="status" className={coming > 0 ? 'px-1 pt-2 text-small text-quiet' : 'sr-only'}>
        {coming > 0 && t(told, { count: coming, shown: coming })}
      </p>
      {some && model && !model.sees && (
        <p className="flex gap-2 px-1 pt-2 text-small text-quiet">
          <EyeOff aria-hidden size={14} className="mt-px shrink-0" />
          {t('pictures.unseen', { name: model.name, count: images.length + coming })}
        </p>
      )}
    </div>
  )
}
