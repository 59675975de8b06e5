// The quiet line above the composer: which model answers, and how it is; it opens the menu.
import { ChevronDown, Globe } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useBranch } from '../../api/queries'
import type { Model } from '../../api/types'
import { useLive } from '../../live'
import { AddModel } from './AddModel'
import { AddServer } from './AddServer'
import { otherComputer, useAnswering } from './answering'
import { FindAgain } from './FindAgain'
import { ModelMenu } from './ModelMenu'
import { ModelState } from './ModelState'
import { NeighboursDialog } from './Neighbours'
import { showModelMenu, useModelMenu, useNoted } from './recent'

/** What is to be added, or the model that is gone from its place. */
export type Adding = 'file' | 'folder' | 'server' | 'found' | Model

export function ModelLine({ threadId }: { threadId: string | undefined }) {
  const { t } = useTranslation()
  const thread = useBranch(threadId).data?.thread
  const open = useModelMenu((menu) => menu.open)
  const [adding, setAdding] = useState<Adding | null>(null)
  // What is to be added is asked for when the menu has given the focus back: it returns to the line in the end.
  const next = useRef<Adding | null>(null)
  const model = useAnswering(threadId)
  const name = model?.name ?? t('no_model')
  const host = otherComputer(model)
  const state = useLive((live) => (model ? (live.models[model.id] ?? null) : null))
  useNoted(model?.id)

  return (
    <div className="flex min-h-8 min-w-0 flex-1 items-center gap-2 px-1 text-quiet">
      <Popover.Root open={open} onOpenChange={showModelMenu}>
        <Popover.Trigger
          aria-label={t('models_open', { name: host ? t('name_on_host', { name, host }) : name })}
          className="flex max-w-[75%] shrink-0 items-center gap-1.5 rounded-md px-2 py-1 transition-colors hover:bg-raised hover:text-text data-[state=open]:bg-raised data-[state=open]:text-text"
        >
          <span className="min-w-0 truncate">{name}</span>{' '}
          {host && (
            <span className="flex max-w-[70%] shrink-0 items-center gap-1 text-text" title={t('goes_there', { host })}>
              <Globe aria-hidden size={13} className="shrink-0" />
              <span className="truncate">{t('on_host', { host })}</span>
            </span>
          )}
          <ChevronDown aria-hidden size={14} className="shrink-0" />
        </Popover.Trigger>
        <ModelMenu
          model={model}
          thread={thread}
          onClose={() => showModelMenu(false)}
          onAdd={(what) => {
            next.current = what
            showModelMenu(false)
          }}
          onClosed={() => {
            setAdding(next.current)
            next.current = null
          }}
        />
      </Popover.Root>
      <AddModel kind={adding === 'file' || adding === 'folder' ? adding : null} thread={thread} onClose={() => setAdding(null)} />
      <AddServer open={adding === 'server'} thread={thread} onClose={() => setAdding(null)} />
      <NeighboursDialog open={adding === 'found'} onClose={() => setAdding(null)} />
      <FindAgain model={typeof adding === 'object' ? adding : null} onClose={() => setAdding(null)} />
      {model && <ModelState model={model} state={state} />}
    </div>
  )
}
