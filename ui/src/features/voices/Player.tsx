// The player: the sentence that is read aloud, and what one does with it. It stays as one walks through the app.
import { Pause, Play, SkipBack, SkipForward, SlidersHorizontal, X } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { SpokenWord } from '../../api/types'
import { IconButton } from '../../shared/Button'
import { number } from '../../shared/format'
import { unitOf } from '../../shared/places'
import { lead, pauseOrGoOn, stopSpeaking, useSaid } from '../../shared/speech'
import { useMediaKeys } from './mediaKeys'
import { SoundPanel } from './SoundPanel'

export function Player() {
  const { t } = useTranslation()
  const said = useSaid()
  useMediaKeys(said)
  if (!said) return null
  const { paused, index, count } = said
  return (
    <div
      role="group"
      aria-label={t('player')}
      className="rise mb-2 flex flex-wrap items-center gap-x-1 rounded-lg border border-line bg-surface p-1.5 sm:flex-nowrap"
    >
      <IconButton icon={SkipBack} label={t('previous_sentence')} onClick={() => lead('previous')} />
      <IconButton
        icon={paused ? Play : Pause}
        label={paused ? t('go_on_speaking') : t('pause')}
        shortcut="pause"
        kind={paused ? 'quiet' : 'live'}
        onClick={pauseOrGoOn}
      />
      <IconButton icon={SkipForward} label={t('next_sentence')} onClick={() => lead('next')} />
      <Sentence text={said.text || t('speaking')} word={said.word} />
      {count > 1 && (
        <span className="px-1 text-small text-quiet tabular-nums max-sm:flex-1" aria-label={t('sentence_of', { index: index + 1, count })}>
          {number(index + 1)} / {number(count)}
        </span>
      )}
      <Popover.Root>
        <Popover.Trigger asChild>
          <IconButton icon={SlidersHorizontal} label={t('sound')} />
        </Popover.Trigger>
        <SoundPanel />
      </Popover.Root>
      <IconButton icon={X} label={t('stop_speaking')} keys="Esc" onClick={stopSpeaking} />
    </div>
  )
}

interface SentenceProps {
  text: string
  word: SpokenWord | null
}

/** One line; a longer sentence moves along with the word that is heard. */
function Sentence({ text, word }: SentenceProps) {
  const line = useRef<HTMLParagraphElement>(null)
  const heard = useRef<HTMLSpanElement>(null)
  const start = word ? unitOf(text, word.here.start) : 0
  const end = word ? unitOf(text, word.here.end) : 0
  useEffect(() => {
    if (!line.current) return
    const { offsetLeft = 0, offsetWidth = 0 } = heard.current ?? {}
    line.current.scrollLeft = offsetLeft + offsetWidth / 2 - line.current.clientWidth / 2
  })
  return (
    <p
      ref={line}
      className="fade-ends relative min-w-0 flex-1 overflow-hidden scroll-smooth px-3 font-serif text-reply whitespace-nowrap italic max-sm:order-first max-sm:w-full max-sm:flex-none max-sm:py-1"
    >
      {text.slice(0, start)}
      <span ref={heard} className="text-ember">
        {text.slice(start, end)}
      </span>
      {text.slice(end)}
    </p>
  )
}
