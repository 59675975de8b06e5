// All pages of the help, by what they are about.
import { useId, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { HelpArticle } from '../../api/types'
import { ITEM } from './item'
import { groupsOf, type HelpPlace } from './pages'

function intoView(item: HTMLElement | null): void {
  item?.scrollIntoView({ block: 'nearest' })
}

interface PageListProps {
  pages: HelpArticle[]
  shown: string | undefined
  onPlace: (place: HelpPlace) => void
}

export function PageList({ pages, shown, onPlace }: PageListProps) {
  const { t } = useTranslation()
  const groups = useMemo(() => groupsOf(pages), [pages])
  const id = useId()
  const stop = shown ?? groups[0]?.pages[0]?.name
  return groups.map((group) => (
    <section key={group.name} aria-labelledby={`${id}-${group.name}`} className="not-first:mt-4">
      <h3 id={`${id}-${group.name}`} className="px-2.5 pt-1 pb-1 text-small text-quiet">
        {t(`help_part.${group.name}`)}
      </h3>
      <ul>
        {group.pages.map((page) => (
          <li key={page.name}>
            <button
              type="button"
              ref={page.name === shown ? intoView : undefined}
              data-item
              tabIndex={page.name === stop ? 0 : -1}
              aria-current={page.name === shown ? 'page' : undefined}
              onClick={() => onPlace({ page: page.name })}
              className={`${ITEM} text-text aria-[current]:bg-raised`}
            >
              {page.title}
            </button>
          </li>
        ))}
      </ul>
    </section>
  ))
}
