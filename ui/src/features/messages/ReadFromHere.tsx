// Words of a reply were selected: it can be read aloud from there on.
import { Volume2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { speak } from '../../api/actions'
import type { Message } from '../../api/types'
import { textOf } from '../../api/types'
import { Button } from '../../shared/Button'
import { characterOf } from '../../shared/places'
import { tellError } from '../../shared/toasts'

interface Selected {
  messageId: string
  /** Where in the message's text, in UTF-16 units; about, for signs of Markdown are not drawn. */
  unit: number
  left: number
  top: number
}

/** The last element that begins before the selection knows where it stands; from there it is counted in drawn words. */
function selected(): Selected | null {
  const selection = document.getSelection()
  if (!selection || selection.isCollapsed || selection.rangeCount === 0 || !selection.toString().trim()) return null
  const range = selection.getRangeAt(0)
  const from = range.startContainer instanceof Element ? range.startContainer : range.startContainer.parentElement
  const article = from?.closest<HTMLElement>('[data-message]')
  const before = [...(article?.querySelectorAll<HTMLElement>('[data-at]') ?? [])].findLast(
    (each) => range.comparePoint(each, 0) <= 0,
  )
  if (!article?.dataset.message || !before || !from?.closest('.markdown')) return null
  const between = document.createRange()
  between.setStart(before, 0)
  between.setEnd(range.startContainer, range.startOffset)
  const { left, top } = range.getBoundingClientRect()
  return { messageId: article.dataset.message, unit: Number(before.dataset.at) + between.toString().length, left, top }
}

export function ReadFromHere({ messages }: { messages: readonly Message[] }) {
  const { t } = useTranslation()
  const [here, setHere] = useState<Selected | null>(null)
  useEffect(() => {
    let pressed = false
    const look = () => setHere(pressed ? null : selected())
    // While the selection is still being drawn, a button under the pointer would be in its way.
    const down = () => (pressed = true)
    const up = () => {
      pressed = false
      look()
    }
    const gone = (event: Event) => {
      if (event.target instanceof Element && event.target.matches('[data-scroller]')) setHere(null)
    }
    document.addEventListener('selectionchange', look)
    document.addEventListener('pointerdown', down)
    document.addEventListener('pointerup', up)
    document.addEventListener('pointercancel', up)
    document.addEventListener('scroll', gone, true)
    return () => {
      document.removeEventListener('selectionchange', look)
      document.removeEventListener('pointerdown', down)
      document.removeEventListener('pointerup', up)
      document.removeEventListener('pointercancel', up)
      document.removeEventListener('scroll', gone, true)
    }
  }, [])
  const message = here && messages.find((each) => each.id === here.messageId)
  if (!here || !message) return null
  const read = () => {
    void speak(message.id, characterOf(textOf(message), here.unit)).catch(tellError)
    document.getSelection()?.removeAllRanges()
  }
  return createPortal(
    <div
      className="appear fixed z-40 rounded-md border border-line bg-raised"
      style={{ left: Math.max(8, here.left), top: Math.max(8, here.top - 40) }}
    >
      <Button kind="quiet" onPointerDown={(event) => event.preventDefault()} onClick={read}>
        <Volume2 aria-hidden size={14} />
        {t('read_from_here')}
      </Button>
    </div>,
    document.body,
  )
}
