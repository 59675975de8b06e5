// Threads as files: all of them out, others in.
import { FileInput, FileOutput } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { Button } from '../../shared/Button'
import { Formats } from '../../shared/ExportItems'
import { openImport } from '../../shared/exporting'
import { menuPanel } from '../../shared/menu'

export function YourThreads() {
  const { t } = useTranslation()
  return (
    <div className="flex flex-wrap gap-2">
      <DropdownMenu.Root>
        <DropdownMenu.Trigger asChild>
          <Button>
            <FileOutput aria-hidden size={15} />
            {t('export_all')}
          </Button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content align="start" sideOffset={4} collisionPadding={8} className={menuPanel}>
            <Formats which={{}} />
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <Button onClick={openImport}>
        <FileInput aria-hidden size={15} />
        {t('import_threads')}
      </Button>
    </div>
  )
}
