// What an empty library says: what prompts are, and a few to begin with.
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { prompts as library } from '../../api/prompts'
import { Button } from '../../shared/Button'
import { tellError } from '../../shared/toasts'
import { samples } from './samples'

export function Empty() {
  const { t } = useTranslation()
  const [adding, setAdding] = useState(false)
  const offered = samples(t)

  const add = async (some: typeof offered) => {
    setAdding(true)
    try {
      for (const { name, text } of some) await library.create(name, text)
    } catch (error) {
      tellError(error)
    } finally {
      setAdding(false)
    }
  }

  return (
    <div className="p-5">
      <p className="max-w-prose">{t('prompts_empty')}</p>
      <ul className="mt-4 flex flex-col gap-2">
        {offered.map((sample) => (
          <li key={sample.id} className="flex items-center gap-3 rounded-md border border-line bg-surface py-2 ps-3 pe-2">
            <span className="min-w-0 flex-1">
              <span className="block truncate">{sample.name}</span>
              <span className="block truncate text-small text-quiet">{sample.text}</span>
            </span>
            <Button
              kind="quiet"
              disabled={adding}
              aria-label={t('add_prompt', { name: sample.name })}
              onClick={() => void add([sample])}
            >
              <Plus aria-hidden size={14} />
              {t('add')}
            </Button>
          </li>
        ))}
      </ul>
      <Button className="mt-3" disabled={adding} onClick={() => void add(offered)}>
        {t('add_all')}
      </Button>
    </div>
  )
}
