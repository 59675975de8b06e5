// What can be done with a reply, and in quiet figures how it was made.
import { Check, Copy, RotateCcw, Square, Volume2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { retry, speak } from '../../api/actions'
import { useModels } from '../../api/queries'
import type { Message, Run } from '../../api/types'
import { IconButton } from '../../shared/Button'
import { number } from '../../shared/format'
import { stopSpeaking, useSpoken } from '../../shared/speech'
import { tellError } from '../../shared/toasts'
import { useCopied } from '../../shared/useCopied'
import { SaveSound } from './SaveSound'
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
  const rest = last || speaking ? '' : 'pointer-fine:opacity-0 group-hover/message:opacity-100 group-focus-within/message:opacity-100'
  return (
    <div className={`mt-1.5 -ml-2 flex min-h-7 flex-wrap items-center gap-0.5 transition-opacity ${rest}`}>
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
      {text && <SaveSound messageId={message.id} />}
      <IconButton
        icon={RotateCcw}
        label={t('retry')}
        shortcut={last ? 'retry' : undefined}
        size="small"
        onClick={() => void retry(message.id).catch(tellError)}
      />
      {message.run && <Figures run={message.run} />}
    </div>
  )
}

function Figures({ run }: { run: Run }) {
  const { t } = useTranslation()
  const { data: models } = useModels()
  const writing = run.seconds && run.first_token_seconds ? run.seconds - run.first_token_seconds : 0
  const figures = [
    models?.find((model) => model.id === run.model_id)?.name,
    run.tokens > 0 && t('tokens', { count: run.tokens, shown: number(run.tokens) }),
    run.tokens > 1 && writing > 0 && t('per_second', { shown: number((run.tokens - 1) / writing) }),
    run.first_token_seconds && t('first_token', { shown: number(run.first_token_seconds, 2) }),
  ].filter(Boolean)
  return (
    <span className="ml-2 text-small text-quiet tabular-nums opacity-0 transition-opacity group-hover/message:opacity-100 group-focus-within/message:opacity-100 max-sm:hidden">
      {figures.join(' · ')}
    </span>
  )
}
