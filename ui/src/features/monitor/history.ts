// What the meters said while the monitor was open, kept for as long as the page lives.
import { useEffect } from 'react'
import { create } from 'zustand'
import { ask, http, Refused } from '../../api/client'
import type { Meter } from '../../api/types'

export const EVERY = 1000
/** Five minutes. */
export const KEPT = 300

interface History {
  meters: readonly Meter[]
  refused: Refused | null
}

export const useHistory = create<History>(() => ({ meters: [], refused: null }))

/** The meters with one more; the oldest is forgotten. */
export function longer(meters: readonly Meter[], meter: Meter): Meter[] {
  return [...meters.slice(-(KEPT - 1)), meter]
}

async function look(): Promise<void> {
  try {
    const meter = await ask(http.GET('/api/v0/monitor'))
    useHistory.setState(({ meters }) => ({ meters: longer(meters, meter), refused: null }))
  } catch (error) {
    if (error instanceof Refused) useHistory.setState({ refused: error })
  }
}

/** Looks every second while it is shown, and never twice at once. */
export function useLooking(): void {
  useEffect(() => {
    let shown = true
    let timer: ReturnType<typeof setTimeout> | undefined
    const again = async () => {
      if (document.visibilityState === 'visible') await look()
      if (shown) timer = setTimeout(() => void again(), EVERY)
    }
    void again()
    return () => {
      shown = false
      clearTimeout(timer)
    }
  }, [])
}
