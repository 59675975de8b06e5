// Lets a model answer that was just found: in the open thread if that has one of its own, else everywhere.
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useBranch, useModels } from '../api/queries'
import { answerWith } from '../features/models'
import { stopFinding } from '../shared/finding'
import { hideModels } from '../shared/owned'
import { tell, tellError } from '../shared/toasts'
import { closePanels } from './panels'

export function useModel(): (modelId: string) => void {
  const { t } = useTranslation()
  const { threadId } = useParams()
  const { data: models } = useModels()
  const { data: branch } = useBranch(threadId)
  const thread = branch?.thread
  return useCallback(
    (modelId) => {
      const model = models?.find(({ id }) => id === modelId)
      if (!model) return
      stopFinding()
      hideModels()
      closePanels()
      answerWith(model, thread).then(() => tell({ title: t('finder.answers', { name: model.name }) }), tellError)
    },
    [models, t, thread],
  )
}
