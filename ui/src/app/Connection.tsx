// A dot for the line to Fireside's own server: quiet while it stands, plain words when it does not.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMatch } from 'react-router'
import { otherComputer, useAnswering } from '../features/models'
import { useLive, type Line } from '../live'
import { Hint } from '../shared/Button'

const DOTS: Record<Line, string> = {
  connecting: 'border border-quiet',
  connected: 'bg-quiet',
  reconnecting: 'breathe border border-ember',
  lost: 'bg-ember',
}

export function Connection() {
  const { t } = useTranslation()
  const line = useLive((live) => live.line)
  const threadId = useMatch('/t/:threadId')?.params.threadId
  const host = otherComputer(useAnswering(threadId))
  const shown = line === 'connected' && host ? 'elsewhere' : line
  return (
    <Hint text={t(`line.${shown}_about`, { host })}>
      <span role="status" className="flex items-center gap-2 rounded-md px-2 py-1 text-small text-quiet" data-line={line}>
        <span aria-hidden className={`size-2 rounded-full ${DOTS[line]}`} />
        {t(`line.${shown}`)}
      </span>
    </Hint>
  )
}

// A line that is back within this time was never missed.
const MISSED = 700

function useLasting(holds: boolean): boolean {
  const [lasts, setLasts] = useState(false)
  useEffect(() => {
    if (!holds) return
    const timer = setTimeout(() => setLasts(true), MISSED)
    return () => {
      clearTimeout(timer)
      setLasts(false)
    }
  }, [holds])
  return lasts
}

/** A bar over the thread while the line is broken. */
export function LineBroken() {
  const { t } = useTranslation()
  const line = useLive((live) => live.line)
  const broken = useLasting(line === 'lost' || line === 'reconnecting')
  if (!broken) return null
  return (
    <p role="status" className="appear border-b border-line bg-raised px-4 py-2 text-center">
      {t(`line.${line}_about`)}
    </p>
  )
}
