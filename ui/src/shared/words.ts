// A problem in the person's language: what the server wrote, or our own words for the kinds that the page knows.
import type { Problem } from '../api/types'
import { i18n } from './i18n'
import { said } from './said'

export function words(problem: Problem): { title: string; about: string } {
  const kind = `problem.${problem.type}`
  const of = `${kind}_of_${problem.param}`
  const own = i18n.exists(of) ? of : kind
  return {
    title: told(problem.message, own) || i18n.t('problem.error'),
    about: told(problem.hint ?? '', `${own}_hint`),
  }
}

function told(sentence: string, own: string): string {
  return (sentence && said(sentence)) || (i18n.exists(own) ? i18n.t(own as 'problem.error') : sentence)
}
