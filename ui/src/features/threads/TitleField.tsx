// A title being changed in place: Enter keeps it, Esc leaves it as it was.
import { useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'

export function TitleField({ title, onDone }: { title: string; onDone: (next: string | null) => void }) {
  const { t } = useTranslation()
  const field = useRef<HTMLInputElement>(null)
  const over = useRef(false)
  useLayoutEffect(() => field.current?.select(), [])

  const finish = (keep: boolean) => {
    // Closing the field takes its focus away, which would finish it a second time.
    if (over.current) return
    over.current = true
    onDone(keep ? (field.current?.value.trim() ?? '') : null)
  }

  return (
    <input
      ref={field}
      defaultValue={title}
      maxLength={200}
      aria-label={t('thread_title')}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') finish(true)
        if (event.key === 'Escape') {
          event.stopPropagation()
          finish(false)
        }
      }}
      className="h-8 w-full rounded-md border border-edge bg-surface px-[11px] text-ui pointer-coarse:h-11"
    />
  )
}
