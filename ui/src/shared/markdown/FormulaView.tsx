// A formula as it is set, by a part of the page that is fetched when the first one is met; till then, or when it is faulty, its source.
import { lazy, memo, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { patient } from '../patient'

const Typeset = lazy(() => patient(() => import('./Typeset')))

interface FormulaViewProps {
  tex: string
  display: boolean
  open: boolean
  /** Where it stands in a larger text. */
  'data-at'?: number | undefined
}

export const FormulaView = memo(function FormulaView({ tex, display, open, 'data-at': at }: FormulaViewProps) {
  const { t } = useTranslation()
  const source = <code className="formula-source">{tex || '…'}</code>
  const set = open ? (
    source
  ) : (
    <Suspense fallback={source}>
      <Typeset tex={tex} display={display} source={source} />
    </Suspense>
  )
  if (!display) return <span data-at={at}>{set}</span>
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a wide formula is scrolled with the keyboard
    <span className="formula" data-at={at} role="group" aria-label={t('formula')} tabIndex={0}>
      {set}
    </span>
  )
})
