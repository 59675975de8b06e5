// A picture, large: its name and size, ways to save and to copy it, and with the arrows on to the next.
import { useQuery } from '@tanstack/react-query'
import { Check, ChevronLeft, ChevronRight, Copy, Download } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { contentOf, imageUrl } from '../api/images'
import type { ImagePart } from '../api/types'
import { Button, IconButton } from './Button'
import { Dialog } from './Dialog'
import { number, size } from './format'
import { i18n } from './i18n'
import { tell } from './toasts'
import { useCopied } from './useCopied'

interface PictureDialogProps {
  images: readonly ImagePart[]
  at: number
  onAt: (index: number) => void
  onClose: () => void
}

const notCopied = () => tell({ title: i18n.t('pictures.not_copied'), about: i18n.t('pictures.not_copied_hint'), level: 'error' })

export default function PictureDialog({ images, at, onAt, onClose }: PictureDialogProps) {
  const { t } = useTranslation()
  const image = images[at] as ImagePart
  const { data: content } = useQuery(contentOf(image))
  const [copied, copy] = useCopied(notCopied)

  useEffect(() => {
    const pressed = ({ key }: KeyboardEvent) => {
      const onwards = i18n.dir() === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
      if (key !== 'ArrowLeft' && key !== 'ArrowRight') return
      const next = at + (key === onwards ? 1 : -1)
      if (images[next]) onAt(next)
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [images, at, onAt])

  const pixels = t('pictures.pixels', { width: number(image.width), height: number(image.height) })
  return (
    <Dialog open onClose={onClose} size="large" title={image.name} about={[pixels, content && size(content.size)].filter(Boolean).join(' · ')}>
      <div className="min-h-0 flex-1 bg-sunk p-3">
        <img
          key={image.id}
          src={imageUrl(image)}
          alt={image.name}
          width={image.width}
          height={image.height}
          className="size-full object-scale-down"
        />
      </div>
      <div className="flex flex-wrap items-center gap-2 px-5 pt-3 pb-5">
        {images.length > 1 && (
          <div className="me-auto flex items-center gap-1">
            <IconButton icon={ChevronLeft} label={t('pictures.previous')} keys="←" className="rtl:-scale-x-100" disabled={at === 0} onClick={() => onAt(at - 1)} />
            <span role="status" className="text-quiet tabular-nums">
              {t('pictures.place', { place: number(at + 1), count: images.length, shown: number(images.length) })}
            </span>
            <IconButton icon={ChevronRight} label={t('pictures.next')} keys="→" className="rtl:-scale-x-100" disabled={at === images.length - 1} onClick={() => onAt(at + 1)} />
          </div>
        )}
        <div className="ms-auto flex gap-2">
          <Button disabled={!content} onClick={() => content && copy(content)}>
            {copied ? <Check aria-hidden size={15} /> : <Copy aria-hidden size={15} />}
            {t(copied ? 'copied' : 'copy')}
          </Button>
          <a
            href={imageUrl(image)}
            download={image.name}
            className="inline-flex min-h-8 items-center justify-center gap-2 rounded-md border border-line bg-surface px-3 py-1.5 text-ui transition-colors hover:border-edge"
          >
            <Download aria-hidden size={15} />
            {t('pictures.save')}
          </a>
        </div>
      </div>
    </Dialog>
  )
}
