// A thread, or the place where one begins: header, messages, composer.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { cancel, send } from '../api/actions'
import { Refused } from '../api/client'
import { useBranch } from '../api/queries'
import { Composer, ContextMeter, type ComposerHandle } from '../features/composer'
import { Messages } from '../features/messages'
import { ModelLine } from '../features/models'
import { Player } from '../features/voices'
import { runIn, useLive } from '../live'
import { tellError } from '../shared/toasts'
import { words } from '../shared/words'
import { LineBroken } from './Connection'
import { Header } from './Header'
import { openHelp } from './panels'
import { Welcome } from './Welcome'

export function ThreadPage() {
  const { t } = useTranslation()
  const { threadId } = useParams()
  const navigate = useNavigate()
  const composer = useRef<ComposerHandle>(null)
  const { data: branch, error } = useBranch(threadId)
  const run = useLive((live) => runIn(live, threadId))
  const title = threadId ? branch?.thread.title || (branch ? t('untitled') : '') : ''
  const messages = branch?.messages ?? []

  useEffect(() => {
    document.title = title ? `${title} · Fireside` : 'Fireside'
  }, [title])

  return (
    <>
      <LineBroken />
      <Header title={title} threadId={threadId} />
      {threadId && error ? (
        <Gone error={error} />
      ) : threadId ? (
        branch && messages.length > 0 ? (
          <Messages key={threadId} onSource={openHelp} threadId={threadId} messages={messages} summaries={branch.summaries} />
        ) : (
          <div className="flex-1" aria-busy={!branch} />
        )
      ) : (
        <Welcome onExample={(text) => composer.current?.fill(text)} />
      )}
      <div className="mx-auto w-full max-w-[46rem] px-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-6 sm:pb-5">
        <Player />
        <div className="flex items-center justify-between gap-2">
          <ModelLine threadId={threadId} />
          <ContextMeter threadId={threadId} />
        </div>
        <Composer
          key={threadId ?? 'new'}
          ref={composer}
          threadId={threadId}
          running={run !== undefined}
          onStop={() => run && void cancel(run.run.id).catch(tellError)}
          onSend={async (parts) => {
            const started = await send(threadId, parts)
            if (!threadId) void navigate(`/t/${started.thread.id}`)
          }}
        />
      </div>
    </>
  )
}

function Gone({ error }: { error: Error }) {
  const { t } = useTranslation()
  const { title, about } = error instanceof Refused ? words(error.problem) : { title: error.message, about: '' }
  return (
    <div className="grid flex-1 place-items-center p-6 text-center">
      <div>
        <p className="font-serif text-xl">{title}</p>
        <p className="mt-1 text-quiet">{about}</p>
        <Link to="/" className="mt-4 inline-block underline underline-offset-4">
          {t('new_thread')}
        </Link>
      </div>
    </div>
  )
}
