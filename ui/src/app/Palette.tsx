// Ctrl+K: what was said and what can be done, in one dialog.
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { SearchDialog } from '../features/search'
import { tellError } from '../shared/toasts'
import { openFound } from './openFound'
import { closePanels, openSettings } from './panels'
import { useCommands } from './useCommands'

export function Palette() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { threadId } = useParams()
  const commands = useCommands()
  const withWords = useCallback(
    (words: string) => [
      { id: 'find_setting', title: t('command.find_setting', { words }), run: () => openSettings('general', words) },
    ],
    [t],
  )
  return (
    <SearchDialog
      threadId={threadId}
      commands={commands}
      withWords={withWords}
      onOpen={(target) => {
        closePanels()
        void openFound(target, (path) => void navigate(path)).catch(tellError)
      }}
      onClose={closePanels}
    />
  )
}
