// What was unloaded to make room for something else, in words.
import type { GaveWay } from '../api/schema'
import { i18n } from './i18n'
import { tell } from './toasts'

export function gaveWayWords({ what, wanted }: GaveWay): string {
  return i18n.t('memory.gave_way', { what: told(what), wanted: told(wanted) })
}

export function tellGaveWay(gaveWay: GaveWay): void {
  tell({ title: gaveWayWords(gaveWay), about: i18n.t('memory.gave_way_about') })
}

function told({ kind, name }: GaveWay['what']): string {
  return kind === 'voice' || kind === 'files' ? i18n.t('memory.voice', { name }) : name
}
