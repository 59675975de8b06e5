// What waits to be opened, one after the other: a thread is shown, a model is asked about, what is refused is said.
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { takeOpening, useOpenings, type Opening } from '../../api/openings'
import { tell, tellError } from '../../shared/toasts'
import { FileOpening } from './FileOpening'
import { ModelOpening } from './ModelOpening'

// Of several windows the one that is looked at goes first.
const OTHERS_FIRST = 700

interface OpeningsProps {
  /** Shows a thread, or the place where one begins. */
  onThread: (threadId?: string) => void
}

export function Openings({ onThread }: OpeningsProps) {
  const { data: waiting } = useOpenings()
  const first = waiting?.[0]
  if (!first) return null
  const { link } = first
  if (link.kind === 'model') return <ModelOpening key={first.id} opening={first} link={link} />
  if (link.kind === 'file') return <FileOpening key={first.id} opening={first} link={link} />
  return <AtOnce key={first.id} opening={first} onThread={onThread} />
}

/** What needs no question. */
function AtOnce({ opening, onThread }: OpeningsProps & { opening: Opening }) {
  const { t } = useTranslation()
  useEffect(() => {
    const { link } = opening
    const act = async () => {
      if (!(await takeOpening(opening))) return
      if (link.kind === 'thread') onThread(link.thread_id)
      else if (link.kind === 'new') onThread()
      else if (link.kind === 'refused') {
        const about = [link.text && `“${link.text}”`, link.about].filter(Boolean).join(' — ')
        tell({ title: t(`opening.refused.${link.why}`), about, level: 'error' })
      }
    }
    const timer = setTimeout(() => void act().catch(tellError), document.hasFocus() ? 0 : OTHERS_FIRST)
    return () => clearTimeout(timer)
    // Once for each: what is handed in besides changes with every drawing.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [opening.id])
  return null
}
