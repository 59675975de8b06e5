// A labelled line to write in.
import type { ComponentPropsWithRef } from 'react'

interface FieldProps extends ComponentPropsWithRef<'input'> {
  label: string
  about?: string | undefined
  /** The id of what says why it is refused. */
  problem?: string | undefined
}

export function Field({ label, about, problem, ...rest }: FieldProps) {
  return (
    <label className="flex flex-col gap-1.5">
      <span>
        <span className="font-medium">{label}</span>
        {about && <span className="text-quiet"> {about}</span>}
      </span>
      <input
        spellCheck={false}
        autoComplete="off"
        aria-invalid={problem !== undefined}
        aria-describedby={problem}
        className="h-9 rounded-md border border-edge bg-surface px-3 font-mono text-small placeholder:text-quiet"
        {...rest}
      />
    </label>
  )
}
