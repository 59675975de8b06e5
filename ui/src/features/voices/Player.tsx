// The player: the sentence that is read aloud, and what one does with it. It stays as one walks through the app.
import { Pause, Play, SkipBack, SkipForward, SlidersHorizontal, X } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { steer } from '../../api/actions'
import { IconButton } from '../../shared/Button'
import { number } from '../../shared/format'
import { unitOf } from '../../shared/places'
import { stopSpeaking, useSaid, type Said } from '../../shared/speech'
import { tellError } from '../../shared/toasts'
import { SoundPanel } from './SoundPanel'

function go(how: Parameters<typeof steer>[0]): void {
  void steer(how).catch(tellError)
}

/** The keys of keyboards and headphones, where the system gives them to the page: while it plays itself. */
function useMediaKeys(said: Said | null): void {
  const speaking = said !== null
  useEffect(() => {
    if (!speaking || !('mediaSession' in navigator)) return
    const keys: [MediaSessionAction, () => void][] = [
      ['play', () => go('resume')],
      ['pause', () => go('pause')],
      ['nexttrack', () => go('next')],
      ['previoustrack', () => go('previous')],
      ['stop', stopSpeaking],
    ]
    for (const [key, act] of keys) navigator.mediaSession.setActionHandler(key, act)
    return () => {
      for (const [key] of keys) navigator.mediaSession.setActionHandler(key, null)
    }
  }, [speaking])
}

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
      <IconButton icon={SkipBack} label={t('previous_sentence')} onClick={() => go('previous')} />
      <IconButton
        icon={paused ? Play : Pause}
        label={paused ? t('go_on_speaking') : t('pause')}
        className="text-ember"
        onClick={() => go(paused ? 'resume' : 'pause')}
      />
      <IconButton icon={SkipForward} label={t('next_sentence')} onClick={() => go('next')} />
      <p className="min-w-0 flex-1 truncate px-2 font-serif text-reply italic max-sm:order-first max-sm:w-full max-sm:flex-none max-sm:py-1">
        {said.text ? <Sentence said={said} /> : t('speaking')}
      </p>
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
      <IconButton icon={X} label={t('stop_speaking')} onClick={stopSpeaking} />
    </div>
  )
}

function Sentence({ said: { text, word } }: { said: Said }) {
  if (!word) return text
  const start = unitOf(text, word.here.start)
  const end = unitOf(text, word.here.end)
  return (
    <>
      {text.slice(0, start)}
      <span className="text-ember">{text.slice(start, end)}</span>
      {text.slice(end)}
    </>
  )
}
