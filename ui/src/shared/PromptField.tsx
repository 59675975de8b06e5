// Words that models are told: a field that grows with them, saves them after a pause, and says why it does not.
import { useCallback, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { characters } from '../live'
import { number } from './format'
import { tellError } from './toasts'
import { useGrow } from './useGrow'

const PAUSE = 700
const LONGEST = 65_536

// What nobody can see and no model can read; it comes in with what is pasted.
const UNREADABLE = /(?![\n\t])\p{Cc}|\p{Surrogate}/gu

export function readable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNREADABLE, '')
}

interface PromptFieldProps {
  value: string
  onSave: (text: string) => Promise<void>
  placeholder: string
  labelledBy: string
  describedBy?: string | undefined
}

export function PromptField({ value, onSave, placeholder, labelledBy, describedBy }: PromptFieldProps) {
  const { t } = useTranslation()
  // What is written and not saved yet; null when nothing is.
  const [written, setWritten] = useState<string | null>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const why = useId()
  const text = written ?? value
  const length = text.length > LONGEST ? characters(text) : text.length
  const tooLong = length > LONGEST
  useGrow(field, text, 0.4)

  const due = useRef<string | null>(null)
  const save = useCallback(() => {
    const words = due.current
    if (words === null) return
    due.current = null
    const saved = () => setWritten((newest) => (newest === words ? null : newest))
    void onSave(words).then(saved).catch(tellError)
  }, [onSave])

  useEffect(() => {
    due.current = written === null || tooLong || written === value ? null : written
    const timer = setTimeout(save, PAUSE)
    return () => clearTimeout(timer)
  }, [written, tooLong, value, save])

  // Whoever leaves the page, or closes the panel, has finished writing.
  const newest = useRef(save)
  useEffect(() => {
    newest.current = save
  }, [save])
  useEffect(() => {
    const leave = () => newest.current()
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [])

  return (
    <>
      <textarea
        ref={field}
        rows={3}
        value={text}
        placeholder={placeholder}
        aria-labelledby={labelledBy}
        aria-describedby={[describedBy, tooLong && why].filter(Boolean).join(' ') || undefined}
        aria-invalid={tooLong}
        onChange={(event) => setWritten(readable(event.target.value))}
        onBlur={save}
        className="block min-h-18 w-full resize-none rounded-md border border-edge bg-surface px-3 py-2 text-ui placeholder:text-quiet max-sm:text-base"
      />
      {tooLong && (
        <p role="alert" id={why}>
          {t('prompt_too_long', { length: number(length), limit: number(LONGEST) })}
        </p>
      )}
    </>
  )
}
