// Which hub has more models, and whether it may be asked.
import { useModelOffers, useSettings } from '../../api/queries'

export function useHub(): { address: string; host: string; offline: boolean } {
  const { data: offers } = useModelOffers()
  const { data: settings } = useSettings()
  const address = offers?.hub ?? 'https://huggingface.co'
  return { address, host: new URL(address).host, offline: settings?.offline ?? false }
}
