// Edits a message where it stands; sending makes a new branch and keeps the old one.
import { useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { send } from '../../api/actions'
import { documentsOf, imagesOf, saidOf, textOf, type Message } from '../../api/types'
import { Button } from '../../shared/Button'
import { PictureTiles } from '../../shared/PictureTiles'
import { useGrow } from '../../shared/useGrow'
import { tellError } from '../../shared/toasts'

export function Editor({ message, onDone }: { message: Message; onDone: () => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState(() => textOf(message))
  const [images, setImages] = useState(() => imagesOf(message))
  const field = useRef<HTMLTextAreaElement>(null)
  const documents = documentsOf(message)
  const empty = text.trim() === '' && documents.length + images.length === 0

  useGrow(field, text, 0.5)

  useLayoutEffect(() => {
    const area = field.current
    area?.focus()
    area?.setSelectionRange(area.value.length, area.value.length)
  }, [])

  const resend = async () => {
    if (empty) return
    const parts = saidOf(images, documents, text)
    try {
      await send(message.thread_id, parts, message.id)
      onDone()
    } catch (error) {
      tellError(error)
    }
  }

  return (
    <div className="rounded-lg border border-edge bg-surface p-3">
      {images.length > 0 && (
        <div className="mb-3">
          <PictureTiles
            images={images}
            onDrop={(index) => setImages(images.filter((_, at) => at !== index))}
            onNone={() => field.current?.focus()}
          />
        </div>
      )}
      <textarea
        ref={field}
        aria-label={t('edit_message')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Escape') {
            event.stopPropagation()
            onDone()
          }
          if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault()
            void resend()
          }
        }}
        className="block w-full resize-none bg-transparent px-1 text-reply outline-none"
      />
      <div className="mt-2 flex flex-wrap items-center justify-end gap-2">
        <span className="me-auto text-small text-quiet">{t('edit_keeps')}</span>
        <Button onClick={onDone}>{t('cancel')}</Button>
        <Button kind="primary" disabled={empty} onClick={() => void resend()}>
          {t('send')}
        </Button>
      </div>
    </div>
  )
}
