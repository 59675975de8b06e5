// What "/" at the start of a message offers, above the field, which keeps the focus: prompts, models, commands.
import { Check } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { GROUPS } from './offers'
import type { Slash } from './useSlash'

export function SlashMenu({ slash }: { slash: Slash }) {
  const { t } = useTranslation()
  const { offers, active, list } = slash
  const chosen = slash.idOf(active)

  useEffect(() => {
    if (chosen) document.querySelector(`#${CSS.escape(chosen)}`)?.scrollIntoView({ block: 'nearest' })
  }, [chosen])

  return (
    <>
      <p role="status" className="sr-only">
        {offers.length > 0 && t('offers_count', { count: offers.length })}
      </p>
      {offers.length > 0 && (
        <div
          id={list}
          role="listbox"
          aria-label={t('offers')}
          className="appear absolute inset-x-0 bottom-full z-20 mb-2 max-h-[min(22rem,45vh)] overflow-y-auto overscroll-contain rounded-lg border border-line bg-raised p-1"
        >
          {GROUPS.map((group) => {
            const own = offers.filter((offer) => offer.group === group)
            if (own.length === 0) return null
            return (
              <div key={group} role="group" aria-labelledby={`${list}-${group}`} className="pb-1 last:pb-0">
                <div id={`${list}-${group}`} aria-hidden className="px-3 pt-2 pb-1 text-small font-medium text-quiet">
                  {t(`offers_${group}`)}
                </div>
                {own.map((offer) => {
                  const index = offers.indexOf(offer)
                  const Icon = offer.current ? Check : offer.icon
                  return (
                    // The keys are the field's, where the focus stays.
                    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
                    <div
                      key={offer.id}
                      id={slash.idOf(index)}
                      role="option"
                      aria-selected={index === active}
                      tabIndex={-1}
                      onMouseDown={(event) => event.preventDefault()}
                      onPointerMove={() => slash.activate(index)}
                      onClick={() => slash.choose(offer)}
                      className="flex cursor-pointer items-center gap-2.5 rounded-md px-3 py-1.5 aria-selected:bg-surface pointer-coarse:py-2.5"
                    >
                      <Icon aria-hidden size={15} strokeWidth={1.75} className={`shrink-0 ${offer.current ? 'text-ember' : 'text-quiet'}`} />
                      <span className="max-w-[70%] shrink-0 truncate">{offer.label}</span>
                      {offer.about && <span className="min-w-0 flex-1 truncate text-quiet">{offer.about}</span>}
                    </div>
                  )
                })}
              </div>
            )
          })}
        </div>
      )}
    </>
  )
}
