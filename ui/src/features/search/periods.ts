// How far back the search looks, in whole days of this computer's time zone.
export const PERIODS = { day: 1, week: 7, month: 30, year: 365 } as const

export type Period = keyof typeof PERIODS

/** The midnight with which a period begins. */
export function beginOf(period: Period, now: Date): string {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - PERIODS[period]).toISOString()
}
