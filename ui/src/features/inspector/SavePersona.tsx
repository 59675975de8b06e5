// Keeps the present system prompt under a name; under a name of one's own that is there already, in its place.
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Refused } from '../../api/client'
import { changePersona, keepPersona } from '../../api/personas'
import type { Persona, Problem } from '../../api/types'
import { Button } from '../../shared/Button'
import { ProblemText } from '../../shared/ProblemText'

export function SavePersona({ text, personas }: { text: string; personas: readonly Persona[] }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const why = useId()
  const wanted = name.trim()
  const there = personas.find((one) => !one.bundled && one.name.toLowerCase() === wanted.toLowerCase())

  const save = async () => {
    setProblem(null)
    try {
      await (there ? changePersona(there.id, { system_prompt: text }) : keepPersona(wanted, text))
      setName('')
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      setProblem(error.problem)
    }
  }

  return (
    <form
      className="mt-1 flex flex-col gap-2 border-t border-line px-2 pt-2 pb-1"
      onSubmit={(event) => {
        event.preventDefault()
        if (wanted) void save()
      }}
    >
      <div className="flex gap-2">
        <input
          value={name}
          maxLength={80}
          placeholder={t('persona_save_as')}
          aria-label={t('persona_save_as')}
          aria-invalid={problem !== null}
          aria-describedby={problem ? why : undefined}
          onChange={(event) => setName(event.target.value)}
          className="h-8 min-w-0 flex-1 rounded-md border border-edge bg-surface px-2.5 placeholder:text-quiet"
        />
        <Button type="submit" disabled={!wanted}>
          {there ? t('replace') : t('save')}
        </Button>
      </div>
      {problem && <ProblemText problem={problem} id={why} />}
    </form>
  )
}
