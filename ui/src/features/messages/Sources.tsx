// What a reply leans on: quiet buttons that lead to the place in the help.
import { BookOpen } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { SourcePart } from '../../api/types'

/** Opens the place that a source names. */
export type OnSource = (source: SourcePart) => void

export function Sources({ sources, onSource }: { sources: SourcePart[]; onSource: OnSource }) {
  const { t } = useTranslation()
  if (sources.length === 0) return null
  return (
    <ul aria-label={t('sources')} className="mt-3 flex flex-wrap gap-2">
      {sources.map((source) => (
        <li key={`${source.page}#${source.anchor}`} className="max-w-full">
          <button
            type="button"
            onClick={() => onSource(source)}
            className="flex max-w-full items-center gap-2 rounded-md border border-line px-2.5 py-1 text-start text-quiet transition-colors hover:border-edge hover:text-text pointer-coarse:py-2"
          >
            <BookOpen aria-hidden size={14} strokeWidth={1.75} className="shrink-0" />
            <span className="truncate">{t('source', { title: source.title })}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
