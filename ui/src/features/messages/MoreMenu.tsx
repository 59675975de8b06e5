// What else can be done with a message, behind one button, so that the row of a reply stays calm.
import { ClipboardType, Copy, Download, Ellipsis, Quote, RotateCcw, Trash2, type LucideIcon } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { retry } from '../../api/actions'
import { useModels } from '../../api/queries'
import type { Message } from '../../api/types'
import { IconButton } from '../../shared/Button'
import { copy } from '../../shared/copy'
import { menuItem, menuPanel } from '../../shared/menu'
import { tell, tellError } from '../../shared/toasts'
import { PHONE, useMedia } from '../../shared/useMedia'
import { removeWithUndo } from './removing'
import { markdownOf, quoteOf, useQuote } from './quoting'

const FORMATS = ['mp3', 'opus', 'wav'] as const
const icon = { 'aria-hidden': true, size: 15, className: 'shrink-0 text-quiet' } as const

export function MoreMenu({ message }: { message: Message }) {
  const { t } = useTranslation()
  const quote = useQuote()
  const after = useRef<(() => void) | null>(null)
  const text = markdownOf(message)
  const reply = message.role === 'assistant'
  const copied = async (words: string | Promise<string>) => {
    if (await copy(await words)) tell({ title: t('copied') })
  }
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton icon={Ellipsis} label={t(reply ? 'more_reply' : 'more_message')} size="small" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className={`${menuPanel} max-h-[min(32rem,var(--radix-dropdown-menu-content-available-height))] overflow-y-auto`}
          onCloseAutoFocus={(event) => {
            // The focus goes where the words went, not back to the button.
            if (!after.current) return
            event.preventDefault()
            after.current()
            after.current = null
          }}
        >
          {text && (
            <>
              {quote && (
                <Item icon={Quote} onSelect={() => (after.current = () => quote(quoteOf(text)))}>
                  {t('quote')}
                </Item>
              )}
              {reply && (
                <>
                  <Item icon={Copy} onSelect={() => void copied(text)}>
                    {t('copy_markdown')}
                  </Item>
                  <Item icon={ClipboardType} onSelect={() => void copied(plainOf(text))}>
                    {t('copy_plain')}
                  </Item>
                  <Below icon={Download} label={t('save_sound')}>
                    {FORMATS.map((format) => (
                      <DropdownMenu.Item key={format} asChild className={menuItem}>
                        <a href={`/api/v0/messages/${message.id}/recording?format=${format}`} download>
                          {t('save_as', { format: format.toUpperCase() })}
                        </a>
                      </DropdownMenu.Item>
                    ))}
                  </Below>
                </>
              )}
            </>
          )}
          {reply && <RetryWith messageId={message.id} />}
          <Item icon={Trash2} onSelect={() => (after.current = () => void removeWithUndo(message).catch(tellError))}>
            {t('delete_message')}
          </Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

// Fetched with what draws Markdown, which is there when there is a reply.
async function plainOf(markdown: string): Promise<string> {
  return (await import('../../shared/markdown/plain')).plain(markdown)
}

function RetryWith({ messageId }: { messageId: string }) {
  const { t } = useTranslation()
  const { data: models } = useModels()
  const able = models?.filter((model) => !model.missing && model.purpose === 'chat') ?? []
  if (able.length < 2) return null
  return (
    <Below icon={RotateCcw} label={t('retry_with')}>
      {able.map((model) => (
        <DropdownMenu.Item
          key={model.id}
          className={menuItem}
          onSelect={() => void retry(messageId, model.id).catch(tellError)}
        >
          <span className="max-w-64 truncate">{model.name}</span>
        </DropdownMenu.Item>
      ))}
    </Below>
  )
}

interface ItemProps {
  icon: LucideIcon
  onSelect: () => void
  children: ReactNode
}

function Item({ icon: Icon, onSelect, children }: ItemProps) {
  return (
    <DropdownMenu.Item className={menuItem} onSelect={onSelect}>
      <Icon {...icon} />
      {children}
    </DropdownMenu.Item>
  )
}

/** More to choose from: beside the menu, or on a phone, where there is no room beside it, within. */
function Below({ icon: Icon, label, children }: { icon: LucideIcon; label: string; children: ReactNode }) {
  const phone = useMedia(PHONE)
  if (phone) {
    return (
      <DropdownMenu.Group className="my-1 border-y border-line py-1">
        <DropdownMenu.Label className="flex items-center gap-2.5 px-2.5 py-1 text-small text-quiet">
          <Icon {...icon} />
          {label}
        </DropdownMenu.Label>
        {children}
      </DropdownMenu.Group>
    )
  }
  return (
    <DropdownMenu.Sub>
      <DropdownMenu.SubTrigger className={`${menuItem} data-[state=open]:bg-surface`}>
        <Icon {...icon} />
        {label}
        <span aria-hidden className="ms-auto ps-3 text-quiet rtl:-scale-x-100">
          ›
        </span>
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal>
        <DropdownMenu.SubContent sideOffset={4} collisionPadding={8} className={`${menuPanel} max-h-72 overflow-y-auto`}>
          {children}
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
  )
}
