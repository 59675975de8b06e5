// What of the files has no place here, and what could not be read.
import { useTranslation } from 'react-i18next'
import type { Import } from '../../api/exchange'

const KINDS = ['image', 'audio', 'file', 'unknown'] as const

export function Lost({ state }: { state: Import }) {
  const counted = state.lost ?? {}
  const { t } = useTranslation()
  const lost = KINDS.filter((kind) => counted[kind])
  const more = state.skipped_count - state.skipped.length
  return (
    <>
      {lost.length > 0 && (
        <p className="text-quiet">
          {t('import_lost')}: {lost.map((kind) => t(`import_lost_kind.${kind}`, { count: counted[kind] ?? 0 })).join(', ')}
        </p>
      )}
      {state.skipped_count > 0 && (
        <details className="shrink-0 rounded-md border border-line px-3 py-2">
          <summary className="cursor-pointer">{t('import_skipped', { count: state.skipped_count })}</summary>
          <ul className="mt-2 flex max-h-48 flex-col gap-1 overflow-y-auto text-small">
            {state.skipped.map(({ place, why, detail }, index) => (
              <li key={index}>
                <span dir="auto" className="font-medium break-all">
                  {place}
                </span>
                : {t(`import_why.${why}`)}
                {detail && <span className="text-quiet"> ({detail})</span>}
              </li>
            ))}
            {more > 0 && <li className="text-quiet">{t('import_skipped_more', { count: more })}</li>}
          </ul>
        </details>
      )}
    </>
  )
}
