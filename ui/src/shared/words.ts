// A problem in the person's language: our own words for the kinds the page knows, else what the server wrote.
import { i18n } from './i18n'
import type { Problem } from '../api/types'

export function words(problem: Problem): { title: string; about: string } {
  const kind = `problem.${problem.type}`
  const of = `${kind}_of_${problem.param}`
  const own = i18n.exists(of) ? of : kind
  const known = i18n.exists(own)
  const title = known && (!problem.message || i18n.language !== 'en') ? i18n.t(own as 'problem.error') : problem.message
  const hint = `${own}_hint`
  const about = i18n.exists(hint) && (!problem.hint || i18n.language !== 'en') ? i18n.t(hint as 'problem.error') : problem.hint
  return { title: title || i18n.t('problem.error'), about: about ?? '' }
}
