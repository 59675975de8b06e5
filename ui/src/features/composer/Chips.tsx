// The files of a draft, with how they begin; and those that were not taken and why.
import { FileText, TriangleAlert, X } from 'lucide-react'
import { memo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentPart } from '../../api/types'
import { bytes } from '../../shared/bytes'
import { IconButton } from '../../shared/Button'
import { size } from '../../shared/format'
import type { Refused } from './files'
import { MOST_PICTURES } from './pictures'
import { Preview } from './Preview'

interface ChipsProps {
  documents: DocumentPart[]
  onDrop: (index: number) => void
  /** Puts the words of a file into the message, in its place. */
  onUnpack: (index: number) => void
}

// Its first words, of which so many characters are looked at.
const BEGINNING = 400

export const Chips = memo(function Chips({ documents, onDrop, onUnpack }: ChipsProps) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState<number | null>(null)
  const open = opened === null ? undefined : documents[opened]
  if (documents.length === 0) return null
  return (
    <>
      <ul aria-label={t('attached')} className="flex max-h-[30vh] flex-wrap gap-2 overflow-y-auto px-3 pt-3">
        {documents.map((document, index) => (
          <li
            key={document.name}
            className="flex max-w-full min-w-0 items-start gap-1 rounded-md border border-line bg-raised p-0.5 transition-colors hover:border-edge sm:max-w-72"
          >
            <button
              type="button"
              onClick={() => setOpened(index)}
              title={t('open_file', { name: document.name })}
              className="flex min-w-0 flex-1 items-start gap-2 rounded-sm py-1 ps-2 text-start"
            >
              <FileText aria-hidden size={15} className="mt-0.5 shrink-0 text-quiet" />
              <span className="min-w-0">
                <span className="flex gap-2">
                  <span className="truncate">{document.name}</span>
                  <span className="shrink-0 text-small leading-5 text-quiet">{size(bytes(document.text))}</span>
                </span>
                <span className="block truncate text-small text-quiet">{document.text.slice(0, BEGINNING).trim()}</span>
              </span>
            </button>
            <IconButton icon={X} label={t('remove_file', { name: document.name })} size="small" onClick={() => onDrop(index)} />
          </li>
        ))}
      </ul>
      <Preview
        document={open}
        onClose={() => setOpened(null)}
        onDrop={() => opened !== null && onDrop(opened)}
        onUnpack={() => opened !== null && onUnpack(opened)}
      />
    </>
  )
})

export function Refusals({ refused, onForgive }: { refused: Refused[]; onForgive: () => void }) {
  const { t } = useTranslation()
  if (refused.length === 0) return null
  return (
    <div role="alert" className="flex items-start gap-2 border-b border-line py-2 ps-4 pe-2">
      <TriangleAlert aria-hidden size={16} className="mt-0.5 shrink-0 text-quiet" />
      <ul className="min-w-0 flex-1">
        {refused.map((file, index) => (
          // Two files may share a name: the place tells them apart.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={`${file.name}-${index}`} className="break-words">
            {t(`refused.${file.refused}`, { name: file.name, size: size(file.size), limit: size(file.limit), most: MOST_PICTURES, why: file.why })}
          </li>
        ))}
      </ul>
      <IconButton icon={X} label={t('close')} size="small" onClick={onForgive} />
    </div>
  )
}
