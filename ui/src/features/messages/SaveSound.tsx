// Saves a reply as it is read aloud, as a sound file.
import { Download } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../shared/Button'
import { menuItem, menuPanel } from '../../shared/menu'

const FORMATS = ['mp3', 'opus', 'wav'] as const

export function SaveSound({ messageId }: { messageId: string }) {
  const { t } = useTranslation()
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton icon={Download} label={t('save_sound')} size="small" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="start" sideOffset={4} collisionPadding={8} className={menuPanel}>
          {FORMATS.map((format) => (
            <DropdownMenu.Item key={format} asChild className={menuItem}>
              <a href={`/api/v0/messages/${messageId}/recording?format=${format}`} download>
                {t('save_as', { format: format.toUpperCase() })}
              </a>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
