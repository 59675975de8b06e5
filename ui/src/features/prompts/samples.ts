// A few prompts that show what the library is good for; offered while it is empty, in the person's language.
import type { TFunction } from 'i18next'

export interface Sample {
  id: string
  name: string
  text: string
}

const SAMPLES = ['summarise', 'translate', 'improve', 'explain', 'answer'] as const
const VARIABLES = ['points', 'language', 'topic', 'reader', 'tone', 'gist', 'text'] as const

export function samples(t: TFunction): Sample[] {
  const variables = Object.fromEntries(VARIABLES.map((name) => [name, `{{${t(`sample_variable.${name}`)}}}`]))
  return SAMPLES.map((id) => ({
    id,
    name: t(`sample.${id}.name`),
    text: t(`sample.${id}.text`, { ...variables, date: '{{date}}', clipboard: '{{clipboard}}' }),
  }))
}
