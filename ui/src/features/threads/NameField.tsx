// A name being changed in place: Enter keeps it, Esc leaves it as it was.
import { useLayoutEffect, useRef } from 'react'

interface NameFieldProps {
  label: string
  name: string
  onDone: (next: string | null) => void
}

export function NameField({ label, name, onDone }: NameFieldProps) {
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
      defaultValue={name}
      maxLength={200}
      dir="auto"
      aria-label={label}
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
