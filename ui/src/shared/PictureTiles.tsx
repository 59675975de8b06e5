// The pictures of a message that is being written: small, with their names, each with a cross; pressed, one opens large.
import { X } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { imageUrl } from '../api/images'
import type { ImagePart } from '../api/types'
import { IconButton } from './Button'
import { usePictureDialog } from './usePictureDialog'

interface PictureTilesProps {
  images: readonly ImagePart[]
  /** How many more are being taken in. */
  coming?: number
  onDrop: (index: number) => void
  /** Where the focus goes when none is left. */
  onNone: () => void
}

const TILE = 'relative h-26 w-26 overflow-hidden rounded-md border border-line bg-raised'

export function PictureTiles({ images, coming = 0, onDrop, onNone }: PictureTilesProps) {
  const { t } = useTranslation()
  const list = useRef<HTMLUListElement>(null)
  const [open, dialog] = usePictureDialog(images)
  const drop = (index: number) => {
    // The cross goes with its picture: the focus moves on to that of a neighbour.
    const crosses = list.current?.querySelectorAll<HTMLElement>('[data-cross]')
    const next = crosses?.[index + 1] ?? crosses?.[index - 1]
    if (next) next.focus()
    else onNone()
    onDrop(index)
  }
  return (
    <>
      <ul ref={list} aria-label={t('pictures.attached')} className="flex max-h-[30vh] flex-wrap gap-2 overflow-y-auto">
        {images.map((image, index) => (
          <li key={image.id} className={`${TILE} transition-colors hover:border-edge`}>
            <button type="button" onClick={() => open(index)} title={t('open_file', { name: image.name })} className="block size-full">
              <img src={imageUrl(image)} alt="" decoding="async" className="h-20 w-full object-cover" />
              <span dir="auto" className="block truncate px-2 pt-1 text-start text-small">
                {image.name}
              </span>
            </button>
            <IconButton
              icon={X}
              label={t('remove_file', { name: image.name })}
              size="small"
              data-cross
              className="absolute end-1 top-1 border border-line bg-ground hover:bg-raised"
              onClick={() => drop(index)}
            />
          </li>
        ))}
        {Array.from({ length: coming }, (_, place) => (
          <li key={place} aria-hidden className={`${TILE} grid place-items-center`}>
            <span className="breathe size-2 rounded-full bg-ember" />
          </li>
        ))}
      </ul>
      {dialog}
    </>
  )
}
