// The pictures of a message, small and in order; pressed, one opens large.
import { useTranslation } from 'react-i18next'
import { imageUrl } from '../../api/images'
import type { ImagePart } from '../../api/types'
import { usePictureDialog } from '../../shared/usePictureDialog'
import { thumbnail } from './thumbnails'

export function Pictures({ images }: { images: readonly ImagePart[] }) {
  const { t } = useTranslation()
  const [open, dialog] = usePictureDialog(images)
  if (images.length === 0) return null
  const several = images.length > 1
  return (
    <>
      <ul aria-label={t('pictures.of_message')} className="mb-2 flex max-w-[85%] flex-wrap justify-end gap-2">
        {images.map((image, index) => {
          const { width, height } = thumbnail(image, several)
          return (
            // oxlint-disable-next-line react/no-array-index-key -- they never change places
            <li key={index} className={several ? 'max-w-full max-sm:max-w-[calc(50%-0.25rem)]' : 'max-w-full'}>
              <button
                type="button"
                title={t('pictures.open')}
                onClick={() => open(index)}
                style={several ? { width, height } : { width, aspectRatio: `${width} / ${height}` }}
                className="block max-w-full overflow-hidden rounded-md border border-line bg-raised text-small text-quiet transition-colors hover:border-edge"
              >
                <img
                  src={imageUrl(image)}
                  alt={image.name}
                  width={image.width}
                  height={image.height}
                  loading="lazy"
                  decoding="async"
                  className={`size-full ${several ? 'object-cover' : 'object-contain'}`}
                />
              </button>
            </li>
          )
        })}
      </ul>
      {dialog}
    </>
  )
}
