// The voices, found by name or by language.
import { Search } from 'lucide-react'
import { useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useVoices } from '../../api/queries'
import type { Voice } from '../../api/types'
import { languageName } from '../../shared/languages'

export function matches(voice: Voice, language: string, wanted: string): boolean {
  const hay = `${voice.name} ${voice.language} ${languageName(voice.language, language)} ${voice.host}`.toLowerCase()
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word))
}

interface VoiceListProps {
  chosen: string
  labelledBy: string
  onChoose: (voiceId: string) => void
}

export function VoiceList({ chosen, labelledBy, onChoose }: VoiceListProps) {
  const { t, i18n } = useTranslation()
  const { data: voices, isLoading } = useVoices()
  const [wanted, setWanted] = useState('')
  const name = useId()
  const list = useRef<HTMLDivElement>(null)
  const sought = useDeferredValue(wanted)
  const found = useMemo(
    () => voices?.filter((voice) => matches(voice, i18n.language, sought)) ?? [],
    [voices, sought, i18n.language],
  )

  // The chosen voice is somewhere among more than a hundred: begin there.
  useEffect(() => {
    const current = voices && list.current?.querySelector<HTMLElement>('input:checked')?.parentElement
    if (list.current && current) list.current.scrollTop = current.offsetTop - 60
  }, [voices])

  return (
    <div className="overflow-hidden rounded-md border border-line">
      <label className="flex items-center gap-2 border-b border-line bg-surface px-3 has-focus-visible:bg-raised">
        <Search aria-hidden size={15} className="text-quiet" />
        <input
          type="search"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
          placeholder={t('search_voices')}
          aria-label={t('search_voices')}
          className="h-9 flex-1 bg-transparent outline-none placeholder:text-quiet"
        />
      </label>
      <div ref={list} role="radiogroup" aria-labelledby={labelledBy} className="relative h-48 overflow-y-auto p-1">
        {found.map((voice) => (
          <label
            key={voice.id}
            className="flex cursor-pointer items-center gap-3 rounded-md px-2.5 py-1.5 hover:bg-raised has-checked:bg-raised has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-ember"
          >
            <input
              type="radio"
              name={name}
              checked={voice.id === chosen}
              onChange={() => onChoose(voice.id)}
              className="peer size-3.5 shrink-0 accent-ember"
            />
            <span className="min-w-0 flex-1 truncate">{voice.name}</span>
            {voice.host && <span className="truncate text-quiet">{t('on_host', { host: voice.host })}</span>}
            <span className="truncate text-quiet">{languageName(voice.language, i18n.language)}</span>
          </label>
        ))}
        {found.length === 0 && <p className="p-3 text-quiet">{isLoading ? t('loading') : t('no_voices')}</p>}
      </div>
    </div>
  )
}
