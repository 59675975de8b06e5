// Where the search looks, as chips: in the open thread, in a folder, among what one model wrote, how far back.
import { useTranslation } from 'react-i18next'
import { useModels } from '../../api/queries'
import { useFolders } from '../../api/threads'
import { tree } from '../../shared/folders'
import { beginOf, PERIODS, type Period } from './periods'

export interface Chosen {
  here: boolean
  folder: string
  model: string
  /** With the moment from which on it looks. */
  period: { name: Period; after: string } | undefined
}

export const EVERYWHERE: Chosen = { here: false, folder: '', model: '', period: undefined }

interface FiltersProps {
  chosen: Chosen
  onChoose: (chosen: Chosen) => void
  /** Whether a thread is open in which one could search. */
  inThread: boolean
}

const CHIP =
  'h-8 min-w-0 max-w-56 rounded-full border border-line bg-surface px-3 text-quiet transition-colors hover:border-edge data-on:border-edge data-on:bg-raised data-on:text-text pointer-coarse:h-11'

export function Filters({ chosen, onChoose, inThread }: FiltersProps) {
  const { t } = useTranslation()
  const { data: models = [] } = useModels()
  const { data: folders = [] } = useFolders()
  const chats = models.filter(({ purpose }) => purpose === 'chat')
  return (
    <div role="group" aria-label={t('search_filters')} className="flex flex-wrap gap-2 px-5 pb-3">
      {inThread && (
        <button
          type="button"
          aria-pressed={chosen.here}
          data-on={chosen.here || undefined}
          onClick={() => onChoose({ ...chosen, here: !chosen.here })}
          className={CHIP}
        >
          {t('search_here')}
        </button>
      )}
      {folders.length > 0 && (
        <select
          aria-label={t('search_folder')}
          value={chosen.folder}
          data-on={chosen.folder || undefined}
          onChange={(event) => onChoose({ ...chosen, folder: event.target.value })}
          className={CHIP}
        >
          <option value="">{t('search_any_folder')}</option>
          {tree(folders).map(({ folder, depth }) => (
            <option key={folder.id} value={folder.id}>
              {'\u2003'.repeat(depth) + folder.name}
            </option>
          ))}
        </select>
      )}
      <select
        aria-label={t('search_model')}
        value={chosen.model}
        data-on={chosen.model || undefined}
        onChange={(event) => onChoose({ ...chosen, model: event.target.value })}
        className={CHIP}
      >
        <option value="">{t('search_any_model')}</option>
        {chats.map((model) => (
          <option key={model.id} value={model.id}>
            {model.name}
          </option>
        ))}
      </select>
      <select
        aria-label={t('search_period')}
        value={chosen.period?.name ?? ''}
        data-on={chosen.period || undefined}
        onChange={(event) => {
          const name = event.target.value as Period | ''
          onChoose({ ...chosen, period: name ? { name, after: beginOf(name, new Date()) } : undefined })
        }}
        className={CHIP}
      >
        <option value="">{t('search_any_time')}</option>
        {(Object.keys(PERIODS) as Period[]).map((period) => (
          <option key={period} value={period}>
            {t(`search_periods.${period}`)}
          </option>
        ))}
      </select>
    </div>
  )
}
