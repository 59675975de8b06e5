// Brings a model into Fireside's own folder, which takes no room where the disk can share files; it stays the same one.
import { FolderInput, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { keepHere, useCopy } from '../../api/shelving'
import type { Model } from '../../api/types'
import { Button, IconButton } from '../../shared/Button'
import { percent } from '../../shared/format'
import { ProblemText } from '../../shared/ProblemText'
import { tellError } from '../../shared/toasts'

export function Keeping({ model }: { model: Model }) {
  const { t } = useTranslation()
  const copy = useCopy(model.id)
  if (copy?.status === 'running') {
    const done = copy.total ? copy.done / copy.total : 0
    return (
      <div className="mt-2 flex max-w-md items-center gap-2">
        <progress aria-label={t('keeping.running', { name: model.name })} value={done} className="thin-progress h-1 flex-1">
          {percent(done)}
        </progress>
        <span className="text-small text-quiet tabular-nums">{percent(done)}</span>
        <IconButton icon={X} size="small" label={t('cancel')} onClick={() => void keepHere.cancel(model.id).catch(tellError)} />
      </div>
    )
  }
  const problem = `${model.id}-copy`
  return (
    <div className="mt-2">
      <Button
        aria-describedby={copy?.problem ? problem : undefined}
        onClick={() => void keepHere.begin(model.id).catch(tellError)}
      >
        <FolderInput aria-hidden size={14} />
        {t('keeping.begin')}
      </Button>
      <p className="mt-1 text-small text-quiet">{t('keeping.about')}</p>
      {copy?.problem && <ProblemText problem={copy.problem} id={problem} />}
    </div>
  )
}
