// How the API answered of late, route by route.
import { useTranslation } from 'react-i18next'
import type { Meter } from '../../api/types'
import { number, percent } from '../../shared/format'

export function milliseconds(seconds: number): string {
  return `${number(seconds * 1000, seconds < 0.01 ? 1 : 0)} ms`
}

export function Routes({ answers }: { answers: Meter['answers'] }) {
  const { t } = useTranslation()
  if (answers.length === 0) return <p className="text-quiet">{t('monitor.nothing_yet')}</p>
  return (
    // What is wider than the dialog is scrolled with the keys, too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="overflow-x-auto" tabIndex={0} role="group" aria-label={t('monitor.answers')}>
      <table className="w-full text-small tabular-nums">
        <thead>
          <tr className="text-quiet">
            <th scope="col" className="py-1 pe-4 text-start font-normal">{t('monitor.route')}</th>
            <th scope="col" className="py-1 ps-4 text-end font-normal">{t('monitor.count')}</th>
            <th scope="col" className="py-1 ps-4 text-end font-normal">{t('monitor.errors')}</th>
            <th scope="col" className="py-1 ps-4 text-end font-normal">{t('monitor.middle')}</th>
            <th scope="col" className="py-1 ps-4 text-end font-normal">{t('monitor.slow')}</th>
          </tr>
        </thead>
        <tbody>
          {answers.map(({ route, count, errors, middle, slow }) => (
            <tr key={route} className="border-t border-line">
              <th scope="row" className="py-1 pe-4 text-start font-mono font-normal whitespace-nowrap">
                {route === 'unknown' ? t('monitor.unknown') : route}
              </th>
              <td className="py-1 ps-4 text-end">{number(count)}</td>
              <td className="py-1 ps-4 text-end">{errors === 0 ? '–' : percent(errors / count)}</td>
              <td className="py-1 ps-4 text-end whitespace-nowrap">{milliseconds(middle)}</td>
              <td className="py-1 ps-4 text-end whitespace-nowrap">{milliseconds(slow)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
