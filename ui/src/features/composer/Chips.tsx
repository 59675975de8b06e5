// The files of a draft, and those that were not taken and why.
import { FileText, TriangleAlert, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { bytes } from '../../shared/bytes'
import { IconButton } from '../../shared/Button'
import { size } from '../../shared/format'
import { LARGEST_FILE } from './files'
import type { DraftView } from './useDraft'

export function Chips({ draft }: { draft: DraftView }) {
  const { t } = useTranslation()
  return (
    <>
      {draft.refused.length > 0 && (
        <div role="alert" className="flex items-start gap-2 border-b border-line py-2 pr-2 pl-4">
          <TriangleAlert aria-hidden size={16} className="mt-0.5 shrink-0 text-quiet" />
          <ul className="min-w-0 flex-1">
            {draft.refused.map((file) => (
              <li key={`${file.name}-${file.size}`} className="break-words">
                {t(`refused.${file.refused}`, { name: file.name, size: size(file.size), limit: size(LARGEST_FILE) })}
              </li>
            ))}
          </ul>
          <IconButton icon={X} label={t('close')} size="small" onClick={draft.forgive} />
        </div>
      )}
      {draft.documents.length > 0 && (
        <ul aria-label={t('attached')} className="flex flex-wrap gap-2 px-3 pt-3">
          {draft.documents.map((document, index) => (
            <li
              // Two files may share a name: the place tells them apart.
              // oxlint-disable-next-line react/no-array-index-key
              key={`${document.name}-${index}`}
              className="flex max-w-full items-center gap-2 rounded-md border border-line bg-raised py-0.5 pr-0.5 pl-2.5"
            >
              <FileText aria-hidden size={15} className="shrink-0 text-quiet" />
              <span className="truncate">{document.name}</span>
              <span className="shrink-0 text-small text-quiet">{size(bytes(document.text))}</span>
              <IconButton icon={X} label={t('remove_file', { name: document.name })} size="small" onClick={() => draft.drop(index)} />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
