// What holds in this thread alone: what its model is told, which model and voice it has, what it has in mind, and how it writes.
import { useOwn } from '../../api/own'
import { useAnswering } from '../../shared/answering'
import { ContextSection } from './ContextSection'
import { ModelChoice } from './ModelChoice'
import { SamplingSection } from './SamplingSection'
import { SystemPrompt } from './SystemPrompt'
import { VoiceChoice } from './VoiceChoice'

/** Without a thread it is about the next one. */
export default function Inspector({ threadId }: { threadId: string | undefined }) {
  const model = useAnswering(threadId)
  if (!useOwn(threadId)) return <div className="flex-1" />
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <SystemPrompt threadId={threadId} guided={model?.guided ?? false} />
      <ModelChoice threadId={threadId} />
      <VoiceChoice threadId={threadId} />
      <ContextSection threadId={threadId} />
      <SamplingSection threadId={threadId} model={model} />
    </div>
  )
}
