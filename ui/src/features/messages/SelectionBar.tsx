// Words of a message were selected: they can be quoted, and a reply can be read aloud from there on.
import { Quote, Volume2 } from 'lucide-react'
import { useEffect, useState, type PointerEvent } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { speak } from '../../api/actions'
import type { Message } from '../../api/types'
import { textOf } from '../../api/types'
import { Button } from '../../shared/Button'
import { characterOf } from '../../shared/places'
import { tellError } from '../../shared/toasts'
import { quoteOf, useQuote } from './quoting'

interface Selected {
  messageId: string
  words: string
  /** Where in a reply's text, in UTF-16 units; about, for signs of Markdown are not drawn. */
  unit: number | null
  left: number
  top: number
}

function selected(): Selected | null {
  const selection = document.getSelection()
  const words = selection?.toString().trim()
  if (!selection || selection.isCollapsed || selection.rangeCount === 0 || !words) return null
  const range = selection.getRangeAt(0)
  const from = range.startContainer instanceof Element ? range.startContainer : range.startContainer.parentElement
  const messageId = from?.closest<HTMLElement>('[data-item]')?.dataset.item
  if (!messageId || from?.closest('textarea, input')) return null
  const { left, top } = range.getBoundingClientRect()
  return { messageId, words, unit: unitAt(range, from), left, top }
}

/** The last element that begins before the selection knows where it stands; from there it is counted in drawn words. */
function unitAt(range: Range, from: Element): number | null {
  const article = from.closest<HTMLElement>('article[data-message]')
  const before = [...(article?.querySelectorAll<HTMLElement>('[data-at]') ?? [])].findLast(
    (each) => range.comparePoint(each, 0) <= 0,
  )
  if (!before || !from.closest('.markdown')) return null
  const between = document.createRange()
  between.setStart(before, 0)
  between.setEnd(range.startContainer, range.startOffset)
  return Number(before.dataset.at) + between.toString().length
}

const done = () => document.getSelection()?.removeAllRanges()

/** The selection stays while the button is pressed. */
const stay = (event: PointerEvent) => event.preventDefault()

export function SelectionBar({ messages }: { messages: readonly Message[] }) {
  const { t } = useTranslation()
  const quote = useQuote()
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
  const { unit, words } = here
  return createPortal(
    <div
      role="toolbar"
      aria-label={t('selection')}
      className="appear fixed z-40 flex rounded-md border border-line bg-raised"
      style={{ left: Math.max(8, Math.min(here.left, window.innerWidth - 320)), top: Math.max(8, here.top - 40) }}
    >
      {quote && (
        <Button
          kind="quiet"
          onPointerDown={stay}
          onClick={() => {
            quote(quoteOf(words))
            done()
          }}
        >
          <Quote aria-hidden size={14} />
          {t('quote')}
        </Button>
      )}
      {unit !== null && (
        <Button
          kind="quiet"
          onPointerDown={stay}
          onClick={() => {
            void speak(message.id, characterOf(textOf(message), unit)).catch(tellError)
            done()
          }}
        >
          <Volume2 aria-hidden size={14} />
          {t('read_from_here')}
        </Button>
      )}
    </div>,
    document.body,
  )
}
