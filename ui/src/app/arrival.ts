// Tells that a model has come, or why it does not, to whoever does not look at it anyway.
import type { Download } from '../api/types'
import { findModels, useFinding } from '../shared/finding'
import { i18n } from '../shared/i18n'
import { tell } from '../shared/toasts'
import { words } from '../shared/words'

/** What the server has told by itself, as it concerns what came and not how. */
const TOLD = ['model_broken', 'model_missing']

export function tellArrival({ id, name, status, problem }: Download): void {
  if (!id.startsWith('model-') || useFinding.getState().wanted !== null) return
  if (status === 'done') tell({ title: i18n.t('finder.arrived', { name }) })
  if (status === 'failed' && problem && !TOLD.includes(problem.type)) {
    const action = { label: i18n.t('finder.show'), run: () => findModels() }
    tell({ title: i18n.t('finder.failed', { name }), about: words(problem).title, level: 'error', action })
  }
}
