// Where a message is written: words, files and pictures; Enter sends, Shift+Enter breaks the line, "/" offers, ↑ recalls.
import { Paperclip } from 'lucide-react'
import {
  useCallback,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  type SyntheticEvent,
} from 'react'
import { useTranslation } from 'react-i18next'
import type { Said } from '../../api/types'
import { bytes } from '../../shared/bytes'
import { IconButton } from '../../shared/Button'
import { size } from '../../shared/format'
import { tellError } from '../../shared/toasts'
import { useGrow } from '../../shared/useGrow'
import { PHONE, useMedia } from '../../shared/useMedia'
import { Chips, Refusals } from './Chips'
import { DropArea } from './DropArea'
import { giveBack, NEW, settled, shown, take } from './drafts'
import { LARGEST_MESSAGE } from './files'
import type { Offer } from './offers'
import { filesOf } from './pasted'
import { Pictures } from './Pictures'
import { SendButton } from './SendButton'
import { SlashMenu } from './SlashMenu'
import { useDraft } from './useDraft'
import { useRecall } from './useRecall'
import { useSending } from './useSending'
import { useSlash } from './useSlash'

// Longer words that are pasted become a file of their own: they would bury what one writes about them.
const PASTED = 2000

export interface ComposerHandle {
  focus: () => void
  /** Puts words in, after what stands there. */
  fill: (text: string) => void
  /** Puts words in, before what stands there. */
  insert: (text: string) => void
}

interface ComposerProps {
  ref?: Ref<ComposerHandle>
  threadId: string | undefined
  running: boolean
  /** What the "/" menu offers. */
  offers: readonly Offer[]
  onSend: (parts: Said[]) => Promise<void>
  onStop: () => void
  /** What stands above the field, within its frame. */
  children?: ReactNode
}

export function Composer({ ref, threadId, running, offers, onSend, onStop, children }: ComposerProps) {
  const { t } = useTranslation()
  const place = threadId ?? NEW
  const draft = useDraft(threadId)
  const recall = useRecall(threadId)
  const field = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const filled = useRef('')
  const caret = useRef<number | null>(null)
  const phone = useMedia(PHONE)

  const { documents, images, coming, write } = draft
  const { forget } = recall
  const text = recall.text ?? draft.text
  const attached = useMemo(() => documents.reduce((sum, document) => sum + bytes(document.text), 0), [documents])
  // A character takes three bytes at most: short words need no counting at every key.
  const length = text.length * 3 + attached <= LARGEST_MESSAGE ? 0 : bytes(text) + attached
  const tooLong = length > LARGEST_MESSAGE
  const empty = text.trim() === '' && documents.length + images.length + coming === 0
  const ready = !empty && !tooLong

  const slash = useSlash(offers, (asked) => write(text.slice(asked).trimStart()))

  const put = useCallback(
    (before: string, after: string) => {
      forget()
      write([before, after].filter((words) => words.trim()).join('\n\n'))
      caret.current = before.length
      field.current?.focus()
    },
    [write, forget],
  )

  useImperativeHandle(ref, () => ({
    focus: () => field.current?.focus(),
    fill: (words) => {
      const before = shown(place).text
      // Of two examples that were tried one after the other, only the last is wanted.
      put([before === filled.current ? '' : before, words].filter((one) => one.trim()).join('\n\n'), '')
      filled.current = shown(place).text
    },
    insert: (words) => put(words, shown(place).text),
  }))

  useGrow(field, text, 0.4)

  // On a phone the keyboard would cover the thread that was just opened.
  useLayoutEffect(() => {
    if (!phone) field.current?.focus()
  }, [phone])

  useLayoutEffect(() => {
    if (caret.current !== null && field.current?.value === text) field.current.setSelectionRange(caret.current, caret.current)
    caret.current = null
  }, [text])

  const [waiting, submit] = useSending(draft, text, ready, async (parts) => {
    const kept = { ...take(place), text }
    forget()
    draft.forgive()
    slash.close()
    try {
      await onSend(parts)
      settled(place)
    } catch (error) {
      giveBack(place, kept)
      tellError(error)
    }
  })

  const keyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // An Enter that ends the choice of a character belongs to the input method (229 in WebKit).
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (slash.pressed(event) || recall.pressed(event, draft.text === '', (to) => (caret.current = to))) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      submit()
    }
  }

  const paste = (event: ClipboardEvent) => {
    const files = filesOf(event.clipboardData, t('pictures.pasted_name'))
    const pasted = event.clipboardData.getData('text/plain')
    if (files.length > 0) {
      event.preventDefault()
      void draft.add(files)
    } else if (pasted.length > PASTED) {
      event.preventDefault()
      draft.attach({ kind: 'document', name: t('pasted_name'), text: pasted })
    }
  }

  const { drop } = draft
  const unpack = useCallback(
    (index: number) => {
      const document = shown(place).documents[index]
      if (!document) return
      drop(index)
      put([shown(place).text, document.text].filter((words) => words.trim()).join('\n\n'), '')
    },
    [place, drop, put],
  )

  return (
    <DropArea onFiles={(files) => void draft.add(files)}>
      <form
        aria-label={t('composer')}
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
        className="relative rounded-lg border border-line bg-surface transition-colors focus-within:border-edge"
      >
        <SlashMenu slash={slash} />
        {children}
        <Refusals refused={draft.refused} onForgive={draft.forgive} />
        <Pictures
          threadId={threadId}
          images={images}
          coming={coming}
          waiting={waiting}
          onDrop={draft.dropImage}
          onNone={() => field.current?.focus()}
        />
        <Chips documents={documents} onDrop={drop} onUnpack={unpack} />
        {tooLong && (
          <p role="alert" className="px-4 pt-3 text-text">
            {t('message_too_long', { size: size(length), limit: size(LARGEST_MESSAGE) })}
          </p>
        )}
        <textarea
          ref={field}
          rows={1}
          value={text}
          aria-label={t('message')}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={slash.offers.length > 0 ? slash.list : undefined}
          aria-activedescendant={slash.idOf(slash.active)}
          enterKeyHint="send"
          placeholder={draft.known ? t('placeholder') : ''}
          onChange={({ target }) => {
            forget()
            write(target.value)
            slash.typed(target.value, target.selectionStart)
          }}
          onSelect={({ currentTarget }: SyntheticEvent<HTMLTextAreaElement>) => {
            if (slash.offers.length > 0) slash.typed(text, currentTarget.selectionStart)
          }}
          onBlur={() => {
            slash.close()
            draft.left()
          }}
          onKeyDown={keyDown}
          onPaste={paste}
          className="block max-h-[40vh] min-h-12 w-full resize-none bg-transparent px-4 pt-3 pb-1 text-reply outline-none placeholder:text-quiet max-sm:text-base"
        />
        <div className="flex items-center gap-2 px-2 pb-2">
          <IconButton icon={Paperclip} label={t('attach')} onClick={() => picker.current?.click()} />
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            aria-label={t('attach')}
            onChange={(event) => {
              void draft.add([...(event.target.files ?? [])])
              event.target.value = ''
            }}
          />
          <span className="min-w-0 flex-1 truncate text-end text-small text-quiet" aria-hidden>
            {!phone && slash.offers.length === 0 && (empty ? draft.known && t('slash_hint') : t(running ? 'enter_stops' : 'enter_sends'))}
          </span>
          <SendButton ready={ready} onStop={running && empty ? onStop : undefined} />
        </div>
      </form>
    </DropArea>
  )
}
