// A link asks for a model: nobody is asked about it, and nothing is fetched, before the person has said so.
import { useTranslation } from 'react-i18next'
import { takeOpening, type ModelLink, type Opening } from '../../api/openings'
import { Button } from '../../shared/Button'
import { Dialog } from '../../shared/Dialog'
import { findModels } from '../../shared/finding'
import { tellError } from '../../shared/toasts'

export function ModelOpening({ opening, link }: { opening: Opening; link: ModelLink }) {
  const { t } = useTranslation()
  const take = () => takeOpening(opening).catch(tellError)
  const look = async () => {
    if (await take()) findModels(link.variant ? `${link.repository}:${link.variant}` : link.repository)
  }
  return (
    <Dialog open onClose={() => void take()} title={t('opening.model')} about={t('opening.model_about')}>
      <div className="flex flex-col gap-4 px-5 pt-1 pb-5">
        <p className="rounded-md border border-line bg-surface px-3 py-2 font-mono text-small break-all select-text">
          {link.repository}
          {link.variant && <span className="text-quiet">:{link.variant}</span>}
        </p>
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={() => void take()}>{t('cancel')}</Button>
          <Button kind="primary" data-first onClick={() => void look()}>
            {t('opening.look')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
