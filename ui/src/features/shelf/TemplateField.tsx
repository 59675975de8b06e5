// A chat template in place of the model's own: kept when that is asked, and refused where it cannot be read.
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Refused } from '../../api/client'
import type { Problem } from '../../api/types'
import { Button } from '../../shared/Button'
import { ProblemText } from '../../shared/ProblemText'

interface TemplateFieldProps {
  value: string
  onSave: (template: string | null) => Promise<void>
}

export function TemplateField({ value, onSave }: TemplateFieldProps) {
  const { t } = useTranslation()
  const id = useId()
  const [text, setText] = useState(value)
  const [problem, setProblem] = useState<Problem | null>(null)
  const save = async (template: string) => {
    setProblem(null)
    try {
      await onSave(template.trim() === '' ? null : template)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      setProblem(error.problem)
    }
  }
  return (
    <details className="border-b border-line py-3" open={value !== ''}>
      <summary className="cursor-pointer">
        {t('shelf.option.template')}
        {value !== '' && <span className="text-quiet"> {t('shelf.option.template_own')}</span>}
      </summary>
      <p id={`${id}-about`} className="mt-1 text-small text-quiet">
        {t('shelf.option.template_about')}
      </p>
      <textarea
        rows={6}
        dir="ltr"
        spellCheck={false}
        maxLength={131_072}
        value={text}
        aria-label={t('shelf.option.template')}
        aria-describedby={problem ? `${id}-why` : `${id}-about`}
        aria-invalid={problem !== null}
        placeholder="{% for message in messages %} … {% endfor %}"
        onChange={(event) => setText(event.target.value)}
        className="mt-2 block w-full resize-y rounded-md border border-edge bg-surface px-3 py-2 font-mono text-small placeholder:text-quiet"
      />
      {problem && <ProblemText problem={problem} id={`${id}-why`} />}
      <div className="mt-2 flex justify-end gap-2">
        {value !== '' && (
          <Button kind="quiet" onClick={() => void save('')}>
            {t('shelf.option.template_reset')}
          </Button>
        )}
        <Button disabled={text === value} onClick={() => void save(text)}>
          {t('save')}
        </Button>
      </div>
    </details>
  )
}
