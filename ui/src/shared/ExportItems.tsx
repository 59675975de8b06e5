// The entry "Export" of a menu: a menu of its own with the formats.
import { ChevronRight, FileOutput } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import type { Which } from '../api/exchange'
import { exportThreads, useWays } from './exporting'
import { menuItem, menuPanel } from './menu'

/** Stands within a `DropdownMenu.Content`. */
export function ExportItems({ which, label }: { which: Which; label?: string }) {
  const { t } = useTranslation()
  return (
    <DropdownMenu.Sub>
      <DropdownMenu.SubTrigger className={`${menuItem} data-[state=open]:bg-surface`}>
        <FileOutput aria-hidden size={15} />
        {label ?? t('export')}
        <ChevronRight aria-hidden size={14} className="ms-auto text-quiet rtl:-scale-x-100" />
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal>
        <DropdownMenu.SubContent sideOffset={4} collisionPadding={8} className={menuPanel}>
          <Formats which={which} />
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
  )
}

/** The formats alone, for a menu of which they are all. */
export function Formats({ which }: { which: Which }) {
  const { t } = useTranslation()
  return useWays(which).map((way) => (
    <DropdownMenu.Item key={way} className={menuItem} onSelect={() => void exportThreads(way, which)}>
      {t(`export_format.${way}`)}
    </DropdownMenu.Item>
  ))
}
