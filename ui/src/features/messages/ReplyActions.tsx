// What can be done with a reply, and in quiet figures how it was made.
import { Check, Copy, RotateCcw, Square, Volume2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { retry, speak } from '../../api/actions'
import type { Message } from '../../api/types'
import { IconButton } from '../../shared/Button'
import { stopSpeaking, useSpoken } from '../../shared/speech'
import { tellError } from '../../shared/toasts'
import { useCopied } from '../../shared/useCopied'
import { Figures } from './Figures'
import { MoreMenu } from './MoreMenu'
import { Siblings } from './Siblings'

interface ReplyActionsProps {
  message: Message
  text: string
  last: boolean
}

export function ReplyActions({ message, text, last }: ReplyActionsProps) {
  const { t } = useTranslation()
  const speaking = useSpoken(message.id)
  const [copied, copy] = useCopied()
  const rest = last || speaking ? '' : 'has-data-[state=open]:opacity-100! pointer-fine:opacity-0 group-hover/message:opacity-100 group-focus-within/message:opacity-100'
  return (
    <div className={`mt-1.5 -ms-2 flex min-h-7 flex-wrap items-center gap-0.5 transition-opacity ${rest}`}>
      <Siblings message={message} />
      {text && (
        <>
          <IconButton
            icon={copied ? Check : Copy}
            label={copied ? t('copied') : t('copy_reply')}
            shortcut={last ? 'copy_reply' : undefined}
            size="small"
            onClick={() => copy(text)}
          />
          <IconButton
            icon={speaking ? Square : Volume2}
            label={speaking ? t('stop_speaking') : t('read_aloud')}
            kind={speaking ? 'live' : 'quiet'}
            size="small"
            onClick={() => (speaking ? stopSpeaking() : void speak(message.id).catch(tellError))}
          />
        </>
      )}
      <IconButton
        icon={RotateCcw}
        label={t('retry')}
        shortcut={last ? 'retry' : undefined}
        size="small"
        onClick={() => void retry(message.id).catch(tellError)}
      />
      <MoreMenu message={message} />
      {message.run && <Figures run={message.run} />}
    </div>
  )
}
