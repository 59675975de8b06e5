// What the person wrote, with its pictures and files; it can be edited and sent again, which makes a new branch.
import { Check, Copy, FileText, Pencil } from 'lucide-react'
import { memo, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { documentsOf, imagesOf, textOf, type DocumentPart, type Message } from '../../api/types'
import { IconButton } from '../../shared/Button'
import { bytes } from '../../shared/bytes'
import { size } from '../../shared/format'
import { useCopied } from '../../shared/useCopied'
import { Editor } from './Editor'
import { MoreMenu } from './MoreMenu'
import { Pictures } from './Pictures'
import { markdownOf } from './quoting'
import { useInUse, useOpened } from './remembered'
import { Siblings } from './Siblings'

// A longer message is folded: what was said is found again more easily than scrolled past.
const FOLD = 1800

export const UserMessage = memo(function UserMessage({ message }: { message: Message }) {
  const { t } = useTranslation()
  const [editing, setEditing] = useState(false)
  const [whole, setWhole] = useOpened('whole')
  useInUse(editing)
  const pencil = useRef<HTMLButtonElement>(null)
  const edited = useRef(false)
  // Who leaves the editor is led back to what opened it.
  useLayoutEffect(() => {
    if (edited.current && !editing) pencil.current?.focus()
    edited.current = editing
  }, [editing])
  const [copied, copy] = useCopied()
  const text = textOf(message)
  const documents = documentsOf(message)
  if (editing) return <Editor message={message} onDone={() => setEditing(false)} />
  const folds = text.length > FOLD
  return (
    <article aria-label={t('you')} className="group/message flex flex-col items-end">
      <Pictures images={imagesOf(message)} />
      {documents.length > 0 && (
        <ul className="mb-2 flex max-w-[85%] flex-wrap justify-end gap-2">
          {documents.map((document, index) => (
            // oxlint-disable-next-line react/no-array-index-key
            <Document key={index} document={document} />
          ))}
        </ul>
      )}
      {text && (
        <div dir="auto" className="max-w-[85%] rounded-lg border border-line bg-surface px-4 py-2.5 text-reply break-words whitespace-pre-wrap">
          {folds && !whole ? `${text.slice(0, FOLD).trimEnd()}…` : text}
          {folds && (
            <button
              type="button"
              onClick={() => setWhole(!whole)}
              className="mt-1 block text-ui text-quiet underline underline-offset-4 hover:text-text"
            >
              {whole ? t('show_less') : t('show_all')}
            </button>
          )}
        </div>
      )}
      <div className="mt-1 -me-1 -mb-2 flex min-h-7 items-center gap-0.5 transition-opacity has-data-[state=open]:opacity-100! pointer-fine:not-has-[[role=group]]:opacity-0 group-hover/message:opacity-100! group-focus-within/message:opacity-100!">
        <IconButton
          icon={copied ? Check : Copy}
          label={copied ? t('copied') : t('copy')}
          size="small"
          onClick={() => copy(markdownOf(message))}
        />
        <IconButton ref={pencil} icon={Pencil} label={t('edit')} size="small" onClick={() => setEditing(true)} />
        <MoreMenu message={message} />
        <Siblings message={message} />
      </div>
    </article>
  )
})

function Document({ document }: { document: DocumentPart }) {
  return (
    <li className="flex max-w-full items-center gap-2 rounded-md border border-line bg-surface px-3 py-1.5">
      <FileText aria-hidden size={15} className="shrink-0 text-quiet" />
      <span className="truncate">{document.name}</span>
      <span className="shrink-0 text-small text-quiet">{size(bytes(document.text))}</span>
    </li>
  )
}
