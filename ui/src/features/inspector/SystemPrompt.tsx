// What the model is told before all else in this thread: written here, or taken from a persona.
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { changeOwn, useOwn } from '../../api/own'
import { useSettings } from '../../api/queries'
import { PromptField } from '../../shared/PromptField'
import { tellError } from '../../shared/toasts'
import { Origin } from './Origin'
import { Personas } from './Personas'
import { Section } from './Section'

export function SystemPrompt({ threadId, guided }: { threadId: string | undefined; guided: boolean }) {
  const { t } = useTranslation()
  const { data: settings } = useSettings()
  const own = useOwn(threadId)?.system_prompt ?? null
  const usual = settings?.system_prompt ?? ''
  const save = useCallback((text: string | null) => changeOwn(threadId, { system_prompt: text }), [threadId])
  return (
    <Section title={t('system_prompt')} beside={<Personas text={own ?? usual} own={own} onChoose={save} />}>
      {(heading) => (
        <>
          <PromptField value={own ?? usual} onSave={save} placeholder={t('system_prompt_hint')} labelledBy={heading} />
          {/* Its place is kept: what lies below must not move away from a hand that is about to press it. */}
          <div className="-mb-1 flex min-h-6 items-start justify-end gap-3">
            {guided && <p className="flex-1 text-small text-quiet">{t('starter_prompt')}</p>}
            {(own !== null || usual) && (
              <Origin
                from={own === null ? 'settings' : 'thread'}
                name={t('system_prompt')}
                onReset={() => void save(null).catch(tellError)}
              />
            )}
          </div>
        </>
      )}
    </Section>
  )
}
