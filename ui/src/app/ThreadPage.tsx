// A thread, or the place where one begins: header, messages, composer.
import { useCallback, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Refused } from '../api/client'
import { useBranch } from '../api/queries'
import { ContextMeter, type ComposerHandle } from '../features/composer'
import { Messages } from '../features/messages'
import { ModelLine } from '../features/models'
import { Player } from '../features/voices'
import { words } from '../shared/words'
import { LineBroken } from './Connection'
import { useFolderOfNew } from './folder'
import { Header } from './Header'
import { openHelp } from './panels'
import { Welcome } from './Welcome'
import { Writing } from './Writing'

export function ThreadPage() {
  const { t } = useTranslation()
  const { threadId } = useParams()
  const composer = useRef<ComposerHandle>(null)
  const { data: branch, error } = useBranch(threadId)
  const folder = useFolderOfNew()
  const begins = folder ? t('new_thread_in', { folder: folder.name }) : ''
  const title = threadId ? branch?.thread.title || (branch ? t('untitled') : '') : begins
  const messages = branch?.messages ?? []
  const quote = useCallback((quotation: string) => composer.current?.insert(quotation), [])

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
          <Messages
            key={threadId}
            onSource={openHelp}
            onQuote={quote}
            threadId={threadId}
            messages={messages}
            summaries={branch.summaries}
          />
        ) : (
          <div className="grid flex-1 place-items-center p-6 text-center text-quiet" aria-busy={!branch}>
            {branch?.thread.title && t('thread_is_empty')}
          </div>
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
        <Writing key={threadId ?? 'new'} ref={composer} threadId={threadId} />
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
