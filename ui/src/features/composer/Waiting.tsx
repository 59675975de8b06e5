// A message that waits for its model says so, and can be taken back into the field.
import { Clock3 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { takeBack } from '../../api/actions'
import { useBranch } from '../../api/queries'
import { documentsOf, imagesOf, textOf } from '../../api/types'
import { runIn, useLive } from '../../live'
import { Button } from '../../shared/Button'
import { tellError } from '../../shared/toasts'
import { useSettled } from '../../shared/useSettled'
import { giveBack } from './drafts'

// A wait this short is none.
const SHORT = 600

export function Waiting({ threadId, onBack }: { threadId: string; onBack: () => void }) {
  const { t } = useTranslation()
  const queued = useLive((live) => {
    const run = runIn(live, threadId)?.run
    return run?.status === 'queued' ? run.message_id : undefined
  })
  const lasting = useSettled(queued, SHORT)
  const loading = useLive((live) => live.model?.status === 'loading')
  const { data: branch } = useBranch(threadId)
  const [busy, setBusy] = useState(false)
  const reply = branch?.messages.find(({ id }) => id === queued)
  const asked = branch?.messages.find(({ id }) => id === reply?.parent_id)
  // A message that was answered before is no longer on its way.
  if (!queued || queued !== lasting || !asked || (reply?.siblings?.length ?? 0) > 1) return null

  const back = async () => {
    setBusy(true)
    try {
      await takeBack(threadId, asked.id)
      giveBack(threadId, { text: textOf(asked), documents: documentsOf(asked), images: imagesOf(asked) })
      onBack()
    } catch (error) {
      tellError(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div role="status" className="appear flex items-center gap-2.5 border-b border-line py-1.5 ps-4 pe-2 text-quiet">
      <Clock3 aria-hidden size={15} strokeWidth={1.75} className="shrink-0" />
      <span className="min-w-0 flex-1">{t(loading ? 'waiting_to_send' : 'waiting_its_turn')}</span>
      <Button kind="quiet" disabled={busy} onClick={() => void back()}>
        {t('take_back')}
      </Button>
    </div>
  )
}
