// Which model answers: a thread's own, else the one for all; and where that runs.
import { ask, http } from '../../api/client'
import { changeOwn, useFresh } from '../../api/own'
import { keys, queries } from '../../api/queries'
import type { Model, Thread } from '../../api/types'

export { useAnswering } from '../../shared/answering'

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
  await changeOwn(thread.id, { model_id: modelId })
}

/** Lets a model answer: in this thread alone, or the next one, if it has one of its own; else everywhere. */
export async function answerWith(model: Model, thread: Thread | undefined): Promise<void> {
  const own = thread ?? useFresh.getState().own
  if (own.model_id) return changeOwn(thread?.id, { model_id: model.id })
  await ask(http.POST('/api/v0/models/{id}/load', { params: { path: { id: model.id } } }))
}

/** The same for one that was just added. */
export async function welcome(model: Model, thread: Thread | undefined): Promise<void> {
  void queries.invalidateQueries({ queryKey: keys.models })
  await answerWith(model, thread)
}
