// What was begun and not sent, by place: shown at once, written to the server after a pause in typing.
import { create } from 'zustand'
import { Refused } from '../../api/client'
import { writeDraft, type DraftChange } from '../../api/drafts'
import { keys, queries } from '../../api/queries'
import type { DocumentPart, Draft as Stored, ImagePart } from '../../api/types'

export interface Draft {
  text: string
  documents: DocumentPart[]
  images: ImagePart[]
}

export const EMPTY: Draft = { text: '', documents: [], images: [] }
/** The place of a draft for a thread that is yet to begin. */
export const NEW = 'new'

const PAUSE = 300
// So long after a failure it is tried again.
const AGAIN = 3000

/** The drafts as they are shown, which is ahead of what is stored. */
export const useDesk = create<Readonly<Record<string, Draft>>>(() => ({}))

// What was read of the server's or is not there; before that, nothing may be written over it.
const known = new Set<string>()
const unwritten = new Map<string, DraftChange>()
const writing = new Set<string>()
let timer: ReturnType<typeof setTimeout> | undefined

export function shown(place: string): Draft {
  return useDesk.getState()[place] ?? EMPTY
}

function show(place: string, draft: Draft): void {
  useDesk.setState({ [place]: draft })
}

/** Two drafts as one, the first before the second. */
export function joined(first: Draft, second: Draft): Draft {
  return {
    text: [first.text, second.text].filter((text) => text.trim()).join('\n\n'),
    documents: [...first.documents, ...second.documents],
    images: [...first.images, ...second.images.filter(({ id }) => !first.images.some((image) => image.id === id))],
  }
}

/** Whether it is known what the server has; until then nothing is written over it. */
export function isKnown(place: string): boolean {
  return known.has(place)
}

/** Whether the server has another draft than the one that is shown. */
export function isUnwritten(place: string): boolean {
  return unwritten.has(place) || writing.has(place)
}

/** Changes a draft: shown at once, stored soon. */
export function change(place: string, changed: DraftChange): void {
  show(place, { ...shown(place), ...changed })
  unwritten.set(place, { ...unwritten.get(place), ...changed })
  writeSoon(PAUSE)
}

/** Takes a draft off the field, to be sent. What is stored stays until it is `settled`, whatever happens meanwhile. */
export function take(place: string): Draft {
  const draft = shown(place)
  show(place, EMPTY)
  return draft
}

/** After a draft was sent: what is shown now is all that there is. */
export function settled(place: string): void {
  change(place, shown(place))
  void write(false)
}

/** After it could not be sent: it stands again where it stood, before what was typed meanwhile. */
export function giveBack(place: string, draft: Draft): void {
  change(place, joined(draft, shown(place)))
}

/** Shows what the server has. What was typed before that was known stays behind it. */
export function receive(place: string, stored: Stored): void {
  const draft = { text: stored.text, documents: stored.documents, images: stored.images }
  const early = !known.has(place) && unwritten.has(place)
  known.add(place)
  if (early) change(place, joined(draft, shown(place)))
  else show(place, draft)
}

/** Not put off by further typing: who writes without a pause would have nothing stored. */
function writeSoon(wait: number): void {
  timer ??= setTimeout(() => {
    timer = undefined
    void write(false)
  }, wait)
}

/** Writes everything that is not stored yet, one write a place at a time. */
export async function write(leaving: boolean): Promise<void> {
  const places = [...unwritten.keys()].filter((place) => known.has(place) && (leaving || !writing.has(place)))
  await Promise.all(places.map((place) => writeOne(place, leaving)))
}

async function writeOne(place: string, leaving: boolean): Promise<void> {
  const changed = unwritten.get(place)
  if (!changed) return
  unwritten.delete(place)
  writing.add(place)
  try {
    await writeDraft(place, changed, leaving)
    queries.setQueryData<Stored>(keys.draft(place), { place, ...shown(place) })
    if (unwritten.has(place)) writeSoon(PAUSE)
  } catch (error) {
    // A server that is away will be back; one that refuses (its thread is gone) is not asked again.
    if (error instanceof Refused && error.status > 0 && error.status < 500) return
    unwritten.set(place, { ...changed, ...unwritten.get(place) })
    writeSoon(AGAIN)
  } finally {
    writing.delete(place)
  }
}

const leave = () => void write(true)
const hide = () => document.visibilityState === 'hidden' && leave()
const reach = ({ key }: KeyboardEvent) => (key === 'Alt' || key === 'Meta' || key === 'Control') && leave()

/**
 * Writes what is left when the page is; returns how to stop that. A window that is closed may not let its page say
 * goodbye: who closes one leaves the page with the mouse, or reaches for one of these keys.
 */
export function writeWhenLeft(): () => void {
  const page = document.documentElement
  document.addEventListener('visibilitychange', hide)
  page.addEventListener('mouseleave', leave)
  window.addEventListener('pagehide', leave)
  window.addEventListener('blur', leave)
  window.addEventListener('keydown', reach)
  return () => {
    document.removeEventListener('visibilitychange', hide)
    page.removeEventListener('mouseleave', leave)
    window.removeEventListener('pagehide', leave)
    window.removeEventListener('blur', leave)
    window.removeEventListener('keydown', reach)
  }
}
