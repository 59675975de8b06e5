// Which model answers: a thread's own, else the one for all; and where that runs.
import { ask, http } from '../../api/client'
import { keys, queries, useBranch, useModels, useSettings } from '../../api/queries'
import type { Model, Thread } from '../../api/types'

export function useAnswering(threadId: string | undefined): Model | undefined {
  const { data: models } = useModels()
  const { data: settings } = useSettings()
  const { data: branch } = useBranch(threadId)
  const own = branch?.thread.model_id
  if (own) return models?.find((model) => model.id === own)
  return models?.find((model) => model.id === settings?.model_id) ?? models?.find((model) => model.bundled)
}

/** Where a server's model runs, as people call it: "localhost:11434". */
export function hostOf(model: Model): string {
  return model.server ? new URL(model.server).host : ''
}

/** The other computer that reads what is written to a model, if there is one. */
export function otherComputer(model: Model | undefined): string {
  return model?.elsewhere ? hostOf(model) : ''
}

/** Gives a thread a model of its own, or takes that back. */
export async function giveModel(thread: Thread, modelId: string | null): Promise<void> {
  await ask(http.PATCH('/api/v0/threads/{id}', { params: { path: { id: thread.id } }, body: { model_id: modelId } }))
}

/** Lets a model answer: in this thread alone if it has one of its own, else everywhere. */
export async function answerWith(model: Model, thread: Thread | undefined): Promise<void> {
  if (thread?.model_id) return giveModel(thread, model.id)
  await ask(http.POST('/api/v0/models/{id}/load', { params: { path: { id: model.id } } }))
}

/** The same for one that was just added. */
export async function welcome(model: Model, thread: Thread | undefined): Promise<void> {
  void queries.invalidateQueries({ queryKey: keys.models })
  await answerWith(model, thread)
}
