// All that can be done by name: every shortcut, and what is chosen among few.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { choose } from '../api/actions'
import { useBranch, useModels, useSettings } from '../api/queries'
import { answerWith } from '../features/models'
import type { Command } from '../features/search'
import { PLACES } from '../features/settings/names'
import { runIn, useLive } from '../live'
import { exportThreads, openImport, useWays } from '../shared/exporting'
import { findModels } from '../shared/finding'
import { showModels } from '../shared/owned'
import { percent } from '../shared/format'
import { FIXED, keysOf, NAMES, shown, useChanged } from '../shared/shortcuts'
import { SIZES } from '../shared/theme'
import { tellError } from '../shared/toasts'
import { openMonitor, openPrompts, openSettings } from './panels'
import { useActions } from './useActions'
import { stop } from './useShortcuts'

function chosen(change: Parameters<typeof choose>[0]): () => void {
  return () => void choose(change).catch(tellError)
}

/** Every shortcut is a command, and shows its keys. Searching is left out: that is where one is. */
function useShortcutCommands(): Command[] {
  const { t } = useTranslation()
  const { threadId } = useParams()
  const actions = useActions()
  const changed = useChanged((state) => state.changed)
  const running = useLive((live) => runIn(live, threadId) !== undefined)
  return useMemo(() => {
    const keys = (all: readonly string[]) => all.map(shown).join('  ')
    const own = NAMES.filter((name) => name !== 'search').map((name) => ({
      id: name,
      title: t(`shortcut.${name}`),
      keys: keys(keysOf(name, changed)),
      run: actions[name],
    }))
    const halt = { id: 'stop', title: t('shortcut.stop'), keys: keys(FIXED.stop.keys), run: () => stop(threadId) }
    return running ? [halt, ...own] : own
  }, [actions, changed, running, t, threadId])
}

function useSettingCommands(): Command[] {
  const { t } = useTranslation()
  const { data: settings } = useSettings()
  return useMemo(() => {
    if (!settings) return []
    const { theme, language, text_size, speak_replies, offline } = settings
    const languages = { system: t('theme.system'), en: 'English', de: 'Deutsch' } as const
    return [
      ...(['system', 'dark', 'light'] as const)
        .filter((one) => one !== theme)
        .map((one) => ({
          id: `theme-${one}`,
          title: t('command.theme', { name: t(`theme.${one}`) }),
          also: t('command.theme_also'),
          run: chosen({ theme: one }),
        })),
      {
        id: 'speak',
        title: speak_replies ? t('command.speak_off') : t('command.speak_on'),
        also: t('also.speak_replies'),
        run: chosen({ speak_replies: !speak_replies }),
      },
      {
        id: 'offline',
        title: offline ? t('command.offline_off') : t('command.offline_on'),
        also: t('also.offline'),
        run: chosen({ offline: !offline }),
      },
      ...SIZES.filter((one) => one !== text_size).map((one) => ({
        id: `text-${one}`,
        title: t('command.text_size', { size: percent(one / 100) }),
        also: t('also.text_size'),
        run: chosen({ text_size: one }),
      })),
      ...(['system', 'en', 'de'] as const)
        .filter((one) => one !== language)
        .map((one) => ({
          id: `language-${one}`,
          title: t('command.language', { name: languages[one] }),
          also: t('also.language'),
          run: chosen({ language: one }),
        })),
      { id: 'monitor', title: t('monitor.open'), also: t('also.monitor'), run: openMonitor },
      { id: 'your_models', title: t('shelf.title'), also: t('also.your_models'), run: () => showModels() },
      { id: 'find_models', title: t('finder.open'), also: t('also.more_models'), run: () => findModels() },
      { id: 'prompts', title: t('manage_prompts'), run: openPrompts },
      { id: 'import', title: t('import_threads'), also: t('also.your_threads'), run: openImport },
      ...PLACES.map((place) => ({
        id: `settings-${place}`,
        title: t('command.place', { name: t(`place.${place}`) }),
        run: () => openSettings(place),
      })),
    ]
  }, [settings, t])
}

/** The open thread as a file, in every format that there is. */
function useExportCommands(): Command[] {
  const { t } = useTranslation()
  const { threadId } = useParams()
  const which = useMemo(() => ({ threads: threadId ? [threadId] : [] }), [threadId])
  const ways = useWays(which)
  return useMemo(() => {
    if (!threadId) return []
    return ways.map((way) => ({
      id: `export-${way}`,
      title: t('command.export', { format: t(`export_format.${way}`) }),
      also: t('also.your_threads'),
      run: () => void exportThreads(way, which),
    }))
  }, [t, threadId, ways, which])
}

function useModelCommands(): Command[] {
  const { t } = useTranslation()
  const { threadId } = useParams()
  const { data: models } = useModels()
  const { data: branch } = useBranch(threadId)
  const thread = branch?.thread
  return useMemo(() => {
    const able = (models ?? []).filter(({ missing, purpose }) => !missing && purpose === 'chat')
    if (able.length < 2) return []
    return able.map((model) => ({
      id: `model-${model.id}`,
      title: t('command.model', { name: model.name }),
      run: () => void answerWith(model, thread).catch(tellError),
    }))
  }, [models, t, thread])
}

export function useCommands(): Command[] {
  const shortcuts = useShortcutCommands()
  const models = useModelCommands()
  const exports = useExportCommands()
  const settings = useSettingCommands()
  return useMemo(() => [...shortcuts, ...models, ...exports, ...settings], [exports, models, settings, shortcuts])
}
