// All keys on one sheet, by what they are for.
import { useTranslation } from 'react-i18next'
import { FIXED, GROUPS, keysOf, NAMES, SHORTCUTS, shown, useChanged, type Group } from './shortcuts'

type Fixed = keyof typeof FIXED

function useRows(group: Group): { what: string; keys: readonly string[] }[] {
  const { t } = useTranslation()
  const changed = useChanged((state) => state.changed)
  const fixed = (Object.keys(FIXED) as Fixed[]).filter((name) => FIXED[name].group === group)
  const own = NAMES.filter((name) => SHORTCUTS[name].group === group)
  return [
    ...own.map((name) => ({ what: t(`shortcut.${name}`), keys: keysOf(name, changed) })),
    ...fixed.map((name) => ({ what: t(`shortcut.${name}`), keys: FIXED[name].keys })),
  ]
}

export function ShortcutTable() {
  return GROUPS.map((group) => <Part key={group} group={group} />)
}

function Part({ group }: { group: Group }) {
  const { t } = useTranslation()
  const rows = useRows(group)
  return (
    <section className="mt-4 first:mt-0">
      <h3 className="mb-2 text-small font-medium text-quiet">{t(`shortcut_group.${group}`)}</h3>
      <dl className="grid grid-cols-[1fr_auto] gap-x-6 gap-y-2">
        {rows.map(({ what, keys }) => (
          <div key={what} className="contents">
            <dt>{what}</dt>
            <dd className="flex flex-wrap justify-end gap-1.5">
              {keys.length > 0 ? keys.map((each) => <Keys key={each} keys={each} />) : t('keys_none')}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

export function Keys({ keys }: { keys: string }) {
  return (
    <kbd className="rounded-sm border border-line bg-surface px-1.5 font-sans text-small leading-5 whitespace-nowrap">
      {shown(keys)}
    </kbd>
  )
}
