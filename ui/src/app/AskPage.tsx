// The small window for a quick question: a field, the reply, and the way to the large window.
import { AppWindow, X } from 'lucide-react'
import { useCallback, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { cancel, send } from '../api/actions'
import { ask, http } from '../api/client'
import { useBranch } from '../api/queries'
import { Composer, type ComposerHandle } from '../features/composer'
import { Messages } from '../features/messages'
import { useAnswering } from '../features/models'
import { runIn, useLive } from '../live'
import { Button, IconButton } from '../shared/Button'
import { Ember } from '../shared/Ember'
import { tellError, Toasts } from '../shared/toasts'
import { LineBroken } from './Connection'
import { useLook } from './useLook'

export function AskPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { threadId } = useParams()
  const composer = useRef<ComposerHandle>(null)
  const { data: branch } = useBranch(threadId)
  const runId = useLive((live) => runIn(live, threadId)?.run.id)
  const model = useAnswering(threadId)
  useLook()

  useEffect(() => {
    document.title = `${t('ask.title')} · Fireside`
  }, [t])

  // Narrow as a phone, but no keyboard covers what is read here; each thread has a field of its own.
  // oxlint-disable-next-line react/exhaustive-deps
  useEffect(() => composer.current?.focus(), [threadId])

  // Each time it is called it begins anew, unless a reply is still being written.
  const running = runId !== undefined
  useEffect(() => {
    const shown = () => {
      if (document.visibilityState !== 'visible') return
      if (!running) void navigate('/ask', { replace: true })
      composer.current?.focus()
    }
    document.addEventListener('visibilitychange', shown)
    return () => document.removeEventListener('visibilitychange', shown)
  }, [navigate, running])

  const close = useCallback(() => {
    // In a browser there is no small window: then its tab is closed.
    ask(http.POST('/api/v0/dialogs/ask/end')).catch(() => window.close())
  }, [])
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return
      event.preventDefault()
      close()
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [close])

  const open = useCallback(() => {
    if (threadId) void ask(http.POST('/api/v0/dialogs/ask/open', { body: { thread_id: threadId } })).catch(tellError)
  }, [threadId])
  const quote = useCallback((words: string) => composer.current?.insert(words), [])
  const messages = branch?.messages ?? []

  return (
    <main className="relative flex h-full flex-col border border-edge bg-ground">
      <LineBroken />
      <header className="flex items-center gap-2 ps-4 pe-2 pt-2">
        <Ember className="size-4 shrink-0" />
        <h1 className="min-w-0 flex-1 truncate font-medium">
          {t('ask.title')} {model && <span className="font-normal text-quiet">· {model.name}</span>}
        </h1>
        {threadId && (
          <Button kind="quiet" onClick={open}>
            <AppWindow aria-hidden size={15} />
            {t('ask.open')}
          </Button>
        )}
        <IconButton icon={X} label={t('close')} keys="Esc" size="small" side="bottom" onClick={close} />
      </header>
      <Toasts />
      {threadId && messages.length > 0 ? (
        <Messages
          key={threadId}
          threadId={threadId}
          messages={messages}
          summaries={branch?.summaries ?? []}
          onSource={open}
          onQuote={quote}
        />
      ) : (
        <p className="grid flex-1 place-items-center px-8 text-center text-quiet">{t('ask.about')}</p>
      )}
      <div className="px-3 pb-3">
        <Composer
          ref={composer}
          key={threadId ?? 'new'}
          threadId={threadId}
          running={running}
          offers={[]}
          onStop={() => runId && void cancel(runId).catch(tellError)}
          onSend={async (parts) => {
            const started = await send(threadId, parts)
            if (!threadId) void navigate(`/ask/${started.thread.id}`)
          }}
        />
      </div>
    </main>
  )
}
