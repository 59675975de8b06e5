// Numbers, sizes and times as a person of this language writes them.
import { i18n } from './i18n'

/** The person's own locale where it speaks the chosen language: dates differ between Britain and America. */
function locale(): string {
  return navigator.language.startsWith(i18n.language) ? navigator.language : i18n.language
}

export function size(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const format = new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: bytes / 1000 ** step < 10 && step > 0 ? 1 : 0,
  })
  return format.format(bytes / 1000 ** step)
}

export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value)
}

/** A round number in words, such as "1.2 million". */
export function rounded(value: number): string {
  return new Intl.NumberFormat(locale(), { notation: 'compact', compactDisplay: 'long', maximumSignificantDigits: 2 }).format(value)
}

/** A round number of tokens, such as "940", "3.1k" or "8k"; a k is 1,024, as sizes of contexts are. */
export function tokens(value: number): string {
  return value < 1000 ? number(value) : `${number(value / 1024, value < 10 * 1024 ? 1 : 0)}k`
}

export function percent(fraction: number): string {
  return new Intl.NumberFormat(locale(), { style: 'percent' }).format(fraction)
}

export function moment(iso: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso))
}

/** A day, such as "21 Nov"; with its year when that is not this one. */
export function date(iso: string): string {
  const then = new Date(iso)
  const year = then.getFullYear() === new Date().getFullYear() ? undefined : 'numeric'
  return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', year }).format(then)
}

/** A span of time, such as "12 s" or "2 min 5 s". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return `${number(seconds, seconds < 10 ? 1 : 0)} s`
  return [`${number(Math.floor(whole / 60))} min`, whole % 60 > 0 && `${whole % 60} s`].filter(Boolean).join(' ')
}

/** "Ctrl" or, on a Mac, "⌘". */
export const COMMAND = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl'
