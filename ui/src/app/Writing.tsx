// The composer with what the app knows: where its messages go, what "/" offers, the form of a prompt's variables.
import { useCallback, useImperativeHandle, useRef, useState, type Ref } from 'react'
import { useNavigate } from 'react-router'
import { cancel, send } from '../api/actions'
import type { Prompt } from '../api/types'
import { Composer, Waiting, type ComposerHandle } from '../features/composer'
import { filled, FillForm, variables } from '../features/prompts'
import { runIn, useLive } from '../live'
import { tellError } from '../shared/toasts'
import { useFolderOfNew } from './folder'
import { useOffers } from './useOffers'

interface WritingProps {
  ref?: Ref<ComposerHandle | null>
  threadId: string | undefined
}

export function Writing({ ref, threadId }: WritingProps) {
  const navigate = useNavigate()
  const folder = useFolderOfNew()
  const composer = useRef<ComposerHandle>(null)
  const [filling, setFilling] = useState<Prompt | null>(null)
  // Not the run itself, which changes with every word.
  const runId = useLive((live) => runIn(live, threadId)?.run.id)
  useImperativeHandle<ComposerHandle | null, ComposerHandle | null>(ref, () => composer.current)

  const use = useCallback((prompt: Prompt) => {
    if (variables(prompt.text).length > 0) setFilling(prompt)
    else composer.current?.insert(filled(prompt.text, {}))
  }, [])
  const offers = useOffers(threadId, use)

  return (
    <Composer
      ref={composer}
      threadId={threadId}
      running={runId !== undefined}
      offers={offers}
      onStop={() => runId && void cancel(runId).catch(tellError)}
      onSend={async (parts) => {
        const started = await send(threadId, parts, undefined, folder?.id)
        if (!threadId) void navigate(`/t/${started.thread.id}`)
      }}
    >
      {threadId && <Waiting threadId={threadId} onBack={() => composer.current?.focus()} />}
      {filling && (
        <FillForm
          key={filling.id}
          prompt={filling}
          onInsert={(text) => {
            setFilling(null)
            composer.current?.insert(text)
          }}
          onCancel={() => {
            setFilling(null)
            composer.current?.focus()
          }}
        />
      )}
    </Composer>
  )
}
