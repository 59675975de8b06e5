// Where a message is written: words and files; Enter sends, Shift+Enter breaks the line, Esc stops the reply.
import { ArrowUp, Paperclip, Square } from 'lucide-react'
import { useImperativeHandle, useLayoutEffect, useRef, type ClipboardEvent, type KeyboardEvent, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import type { Said } from '../../api/types'
import { bytes } from '../../shared/bytes'
import { Hint, IconButton } from '../../shared/Button'
import { size } from '../../shared/format'
import { tellError } from '../../shared/toasts'
import { useGrow } from '../../shared/useGrow'
import { PHONE, useMedia } from '../../shared/useMedia'
import { Chips } from './Chips'
import { DropArea } from './DropArea'
import { LARGEST_MESSAGE } from './files'
import { useDraft } from './useDraft'

// Longer words that are pasted become a file of their own: they would bury what one writes about them.
const PASTED = 12_000

export interface ComposerHandle {
  focus: () => void
  /** Puts words in as if they had been typed. */
  fill: (text: string) => void
}

interface ComposerProps {
  ref?: Ref<ComposerHandle>
  threadId: string | undefined
  running: boolean
  onSend: (parts: Said[]) => Promise<void>
  onStop: () => void
}

export function Composer({ ref, threadId, running, onSend, onStop }: ComposerProps) {
  const { t } = useTranslation()
  const draft = useDraft(threadId)
  const field = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const sending = useRef(false)
  const phone = useMedia(PHONE)

  const length = bytes(draft.text) + draft.documents.reduce((sum, document) => sum + bytes(document.text), 0)
  const tooLong = length > LARGEST_MESSAGE
  const empty = draft.text.trim() === '' && draft.documents.length === 0
  const ready = !empty && !tooLong

  useImperativeHandle(ref, () => ({
    focus: () => field.current?.focus(),
    fill: (text) => {
      draft.write(text)
      field.current?.focus()
    },
  }))

  useGrow(field, draft.text, 0.4)

  // On a phone the keyboard would cover the thread that was just opened.
  useLayoutEffect(() => {
    if (!phone) field.current?.focus()
  }, [phone])

  const submit = async () => {
    if (!ready || sending.current) return
    sending.current = true
    const kept = { text: draft.text, documents: draft.documents }
    const parts: Said[] = draft.text.trim() ? [...kept.documents, { kind: 'text', text: kept.text }] : [...kept.documents]
    draft.clear()
    draft.forgive()
    try {
      await onSend(parts)
    } catch (error) {
      draft.put(kept)
      tellError(error)
    } finally {
      sending.current = false
    }
  }

  const keyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // An Enter that ends the choice of a character belongs to the input method (229 in WebKit).
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      void submit()
    }
  }

  const paste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files]
    const text = event.clipboardData.getData('text/plain')
    if (files.length > 0 && !text) {
      event.preventDefault()
      void draft.add(files)
    } else if (text.length > PASTED) {
      event.preventDefault()
      draft.attach({ kind: 'document', name: t('pasted_name'), text })
    }
  }

  return (
    <DropArea onFiles={(files) => void draft.add(files)}>
      <form
        aria-label={t('composer')}
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
        className="rounded-lg border border-line bg-surface transition-colors focus-within:border-edge"
      >
        <Chips draft={draft} />
        {tooLong && (
          <p role="alert" className="px-4 pt-3 text-text">
            {t('message_too_long', { size: size(length), limit: size(LARGEST_MESSAGE) })}
          </p>
        )}
        <textarea
          ref={field}
          rows={1}
          value={draft.text}
          aria-label={t('message')}
          placeholder={t('placeholder')}
          onChange={(event) => draft.write(event.target.value)}
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
          <span className="flex-1 text-right text-small text-quiet" aria-hidden>
            {!empty && !phone && t('enter_sends')}
          </span>
          {running && empty ? (
            <Round label={t('stop')} keys="Esc" onClick={onStop} kind="button">
              <Square aria-hidden size={14} fill="currentColor" />
            </Round>
          ) : (
            <Round label={t('send')} keys="Enter" disabled={!ready} kind="submit">
              <ArrowUp aria-hidden size={18} strokeWidth={2.25} />
            </Round>
          )}
        </div>
      </form>
    </DropArea>
  )
}

interface RoundProps {
  label: string
  keys: string
  kind: 'button' | 'submit'
  disabled?: boolean
  onClick?: () => void
  children: React.ReactNode
}

function Round({ label, keys, kind, disabled, onClick, children }: RoundProps) {
  return (
    <Hint text={label} keys={keys}>
      <button
        type={kind}
        aria-label={label}
        disabled={disabled}
        onClick={onClick}
        className="grid size-8 place-items-center rounded-full bg-ember text-on-ember transition-colors hover:bg-ember-strong disabled:bg-raised disabled:text-quiet"
      >
        {children}
      </button>
    </Hint>
  )
}
