// One import, from the files that were chosen to its report: sent, looked through, carried out, stopped.
import { useCallback, useEffect, useRef, useState } from 'react'
import { imports, type Import, type Offer } from '../../api/exchange'
import { tellError } from '../../shared/toasts'

const EVERY = 250
const GOING: Import['status'][] = ['looking', 'taking']

export interface Sending {
  share: number
  name: string
}

export function useImport() {
  const [state, setState] = useState<Import | null>(null)
  const [sending, setSending] = useState<Sending | null>(null)
  const [offers, setOffers] = useState<Offer[]>([])
  const id = useRef<string | null>(null)

  /** Forgets the import, and with it the server's copies of the files. */
  const end = useCallback(() => {
    const ended = id.current
    id.current = null
    setState(null)
    setSending(null)
    setOffers([])
    if (ended) void imports.end(ended).catch(() => undefined)
  }, [])

  useEffect(() => end, [end])

  const going = state !== null && GOING.includes(state.status)
  useEffect(() => {
    if (!going) return
    const timer = setInterval(async () => {
      const asked = id.current
      if (!asked) return
      try {
        const next = await imports.state(asked)
        const found = next.status === 'ready' ? await imports.offers(asked) : null
        if (id.current !== asked) return
        if (found) setOffers(found)
        setState(next)
      } catch (error) {
        end()
        tellError(error)
      }
    }, EVERY)
    return () => clearInterval(timer)
  }, [going, end])

  const send = async (files: File[]) => {
    end()
    if (files.length === 0) return
    setSending({ share: 0, name: files[0]?.name ?? '' })
    try {
      const begun = await imports.begin()
      id.current = begun.id
      const stopped = () => id.current !== begun.id
      await imports.send(begun.id, files, (share, name) => setSending({ share, name }), stopped)
      if (stopped()) return
      setSending(null)
      setState(await imports.look(begun.id))
    } catch (error) {
      end()
      tellError(error)
    }
  }

  const take = async (only: number[] | null) => {
    if (!id.current) return
    try {
      setState(await imports.take(id.current, only))
    } catch (error) {
      tellError(error)
    }
  }

  return { state, sending, offers, send, take, end }
}
