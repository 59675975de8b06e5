// A file of a draft, opened: what is in it, and the ways to take it off or to write on in it.
import { useTranslation } from 'react-i18next'
import type { DocumentPart } from '../../api/types'
import { bytes } from '../../shared/bytes'
import { Button } from '../../shared/Button'
import { Dialog } from '../../shared/Dialog'
import { number, size } from '../../shared/format'

// More of it than anybody reads would only slow the page.
const SHOWN = 100_000

interface PreviewProps {
  document: DocumentPart | undefined
  onClose: () => void
  onDrop: () => void
  onUnpack: () => void
}

export function Preview({ document, onClose, onDrop, onUnpack }: PreviewProps) {
  const { t } = useTranslation()
  const text = document?.text ?? ''
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
  const then = (act: () => void) => () => {
    onClose()
    act()
  }
  return (
    <Dialog
      open={document !== undefined}
      onClose={onClose}
      size="wide"
      title={document?.name ?? ''}
      about={`${size(bytes(text))} · ${t('lines', { count: lines, shown: number(lines) })}`}
    >
      <div
        role="region"
        aria-label={t('file_content')}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled with the keyboard
        tabIndex={0}
        className="mx-5 min-h-0 flex-1 overflow-auto rounded-md border border-line bg-sunk"
      >
        <pre className="p-3 font-mono text-small leading-5 break-words whitespace-pre-wrap">{text.slice(0, SHOWN)}</pre>
        {text.length > SHOWN && <p className="border-t border-line p-3 text-quiet">{t('file_cut', { size: size(bytes(text.slice(SHOWN))) })}</p>}
      </div>
      <div className="flex flex-wrap justify-end gap-2 px-5 pt-3 pb-5">
        <Button onClick={then(onDrop)}>{t('remove_from_message')}</Button>
        <Button kind="primary" onClick={then(onUnpack)}>
          {t('unpack_file')}
        </Button>
      </div>
    </Dialog>
  )
}
