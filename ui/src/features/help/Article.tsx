// A page of the help: what it is about, and its sections; the one that was asked for is scrolled to and marked.
import { ArrowLeft } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HelpArticle } from '../../api/types'
import { Button } from '../../shared/Button'
import Markdown from '../../shared/markdown/Markdown'
import type { HelpPlace } from './pages'

// So long a section stays marked.
const MARK = 2400
const ROOM_ABOVE = 12

interface ArticleProps {
  page: HelpArticle
  /** What was asked for; asking for the same again marks it again. */
  place: HelpPlace
  anchor: string | undefined
  onBack: (() => void) | undefined
}

export function Article({ page, place, anchor, onBack }: ArticleProps) {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const title = useRef<HTMLHeadingElement>(null)
  const [marked, setMarked] = useState<string>()
  const alone = onBack !== undefined

  useEffect(() => {
    const section = place.anchor && anchor && scroller.current?.querySelector<HTMLElement>(`[data-anchor="${CSS.escape(anchor)}"]`)
    if (!section) {
      if (alone) title.current?.focus({ preventScroll: true })
      return
    }
    if (scroller.current) scroller.current.scrollTop = section.offsetTop - ROOM_ABOVE
    section.querySelector('h4')?.focus({ preventScroll: true })
    setMarked(anchor)
    const timer = setTimeout(() => setMarked(undefined), MARK)
    return () => clearTimeout(timer)
  }, [place, anchor, alone])

  return (
    <div className="flex min-w-0 flex-1 flex-col">
      {onBack && (
        <div className="shrink-0 border-b border-line p-2">
          <Button kind="quiet" onClick={onBack} className="min-h-10">
            <ArrowLeft aria-hidden size={16} />
            {t('help_all')}
          </Button>
        </div>
      )}
      <div
        ref={scroller}
        role="region"
        aria-label={page.title}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolled with the keyboard
        tabIndex={0}
        className="relative min-h-0 flex-1 overflow-y-auto px-5 pt-5 pb-10 -outline-offset-2 sm:px-8"
      >
        <article className="mx-auto max-w-[38rem]">
          <h3 ref={title} tabIndex={-1} className="font-serif text-[1.625rem] leading-8 tracking-[-0.01em] text-balance outline-none">
            {page.title}
          </h3>
          <div className="mt-1 text-quiet">
            <Markdown text={page.intro} growing={false} />
          </div>
          {page.sections.map((section) => (
            <section
              key={section.anchor}
              data-anchor={section.anchor}
              data-marked={section.anchor === marked || undefined}
              aria-labelledby={`help-${section.anchor}`}
              className="-mx-3 mt-3 rounded-md px-3 py-2 transition-colors data-marked:bg-ember-wash"
            >
              <h4 id={`help-${section.anchor}`} tabIndex={-1} className="mb-1 text-[1.0625rem] leading-6 font-semibold outline-none">
                {section.title}
              </h4>
              <Markdown text={section.text} growing={false} />
            </section>
          ))}
        </article>
      </div>
    </div>
  )
}
