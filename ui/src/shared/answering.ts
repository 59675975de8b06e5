// Which model answers: a thread's own, else the one for all.
import { useOwn } from '../api/own'
import { useModels, useSettings } from '../api/queries'
import type { Model } from '../api/types'

/** Of these models the thread's own, that of the settings, or the bundled one. */
export function answering(models: readonly Model[], own: string | null, usual: string | null): Model | undefined {
  if (own) return models.find((model) => model.id === own)
  return models.find((model) => model.id === usual) ?? models.find((model) => model.bundled)
}

export function useAnswering(threadId: string | undefined): Model | undefined {
  const { data: models } = useModels()
  const { data: settings } = useSettings()
  const own = useOwn(threadId)?.model_id
  return models && answering(models, own ?? null, settings?.model_id ?? null)
}
