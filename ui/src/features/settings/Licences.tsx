// Every part that Fireside carries, with its licence and the words of it: of the program, and of this page.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, http } from '../../api/client'
import type { Licence } from '../../api/types'
import { Field } from '../../shared/Field'
import { fits } from '../../shared/sought'

interface Part extends Pick<Licence, 'name' | 'version' | 'licence'> {
  /** Its words; of the program's parts they are fetched when they are opened. */
  text: string | null
}

async function ofPage(): Promise<Part[]> {
  const answer = await fetch(`${import.meta.env.BASE_URL}licences.json`)
  // Where the page is served while it is being written, nothing was built.
  return answer.headers.get('content-type')?.includes('json') ? ((await answer.json()) as Part[]) : []
}

async function ofProgram(): Promise<Part[]> {
  const { licences } = await ask(http.GET('/api/v0/licences'))
  return licences.map(({ name, version, licence, text }) => ({ name, version, licence, text: text ? null : '' }))
}

export function Licences() {
  const { t } = useTranslation()
  const [sought, setSought] = useState('')
  const { data: program = [] } = useQuery({ queryKey: ['licences', 'program'], queryFn: ofProgram })
  const { data: page = [] } = useQuery({ queryKey: ['licences', 'page'], queryFn: ofPage })
  const wanted = (part: Part) => fits(sought, part.name, part.licence)
  return (
    <>
      <Field label={t('licences_find')} value={sought} onChange={(event) => setSought(event.target.value)} />
      <Parts title={t('licences_program')} parts={program.filter(wanted)} />
      <Parts title={t('licences_page')} parts={page.filter(wanted)} />
    </>
  )
}

function Parts({ title, parts }: { title: string; parts: Part[] }) {
  if (parts.length === 0) return null
  return (
    <section aria-label={title}>
      <h4 className="mb-1.5 text-quiet">{title}</h4>
      <ul className="max-h-72 overflow-y-auto rounded-md border border-line">
        {parts.map((part) => (
          <li key={`${part.name} ${part.version}`} className="border-b border-line last:border-0">
            <Words part={part} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Words({ part }: { part: Part }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { data: text = part.text } = useQuery({
    queryKey: ['licences', 'text', part.name],
    enabled: open && part.text === null,
    queryFn: async () => (await ask(http.GET('/api/v0/licences/{name}', { params: { path: { name: part.name } } }))).text,
  })
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex cursor-pointer flex-wrap gap-x-3 rounded-md px-3 py-1.5 outline-offset-[-2px] hover:bg-raised">
        <span className="font-medium break-all">{part.name}</span>
        <span className="text-quiet tabular-nums">{part.version}</span>
        <span className="flex-1 text-end text-quiet">{part.licence}</span>
      </summary>
      {open && (
        <pre className="px-3 pt-1 pb-3 font-mono text-small break-words whitespace-pre-wrap text-quiet" lang="en">
          {text === null ? t('loading') : text || t('licences_no_text')}
        </pre>
      )}
    </details>
  )
}
