// A field for the path of a file or folder, which says why a path is refused.
import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Refused } from '../api/client'
import { Button } from './Button'
import { Field } from './Field'
import { ProblemText } from './ProblemText'

/** A path, and why it was refused if it was tried already. */
export interface Tried {
  path: string
  refusal: Refused | null
}

interface PathFormProps {
  tried: Tried
  placeholder: string
  /** What the button says; to add it, where nothing else is named. */
  action?: string
  /** Throws `Refused`. */
  onAdd: (path: string) => Promise<void>
  onClose: () => void
}

export function PathForm({ tried, placeholder, action, onAdd, onClose }: PathFormProps) {
  const { t } = useTranslation()
  const [path, setPath] = useState(tried.path)
  const [refusal, setRefusal] = useState(tried.refusal)
  const field = useRef<HTMLInputElement>(null)
  const why = useId()

  useEffect(() => field.current?.focus(), [])

  const submit = async () => {
    setRefusal(null)
    try {
      // People copy paths with quotes around them.
      await onAdd(path.trim().replace(/^(["'])(.*)\1$/, '$2'))
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      setRefusal(error)
    }
  }

  return (
    <form
      className="flex flex-col gap-3 px-5 pt-1 pb-5"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <Field
        ref={field}
        label={t('path')}
        value={path}
        onChange={(event) => setPath(event.target.value)}
        placeholder={placeholder}
        problem={refusal ? why : undefined}
      />
      {refusal && <ProblemText problem={refusal.problem} id={why} />}
      <div className="flex justify-end gap-2 pt-1">
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button kind="primary" type="submit" disabled={path.trim() === ''}>
          {action ?? t('add')}
        </Button>
      </div>
    </form>
  )
}
