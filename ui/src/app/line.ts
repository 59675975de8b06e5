// The line to the server: every event goes into the cache, into what is in flight, and to those who act on it.
import { ask, http, Refused } from '../api/client'
import { Events, socketUrl } from '../api/events'
import { keep } from '../api/keep'
import type { Event } from '../api/types'
import { after, useLive } from '../live'
import { hold, play, quieten, serverIsSilent, setVolume } from '../shared/loudspeaker'
import { tellGaveWay } from '../shared/memory'
import { tellProblem } from '../shared/toasts'
import { tellArrival } from './arrival'

function act(event: Event): void {
  switch (event.type) {
    case 'notice':
      return tellProblem(event.problem, event.level)
    case 'error':
      return tellProblem(event.error)
    case 'memory.gave_way':
      return tellGaveWay(event.gave_way)
    case 'speech.utterance':
      return play(event)
    case 'download.changed':
      return tellArrival(event.download)
    case 'run.started':
      // Whoever sends a new message wants to hear its answer, not the rest of the last one.
      return quieten()
    case 'speech.state':
      hold(event.state.status === 'paused')
      return event.state.status === 'idle' ? serverIsSilent() : undefined
    case 'snapshot':
    case 'settings.changed':
      return setVolume(event.settings.volume)
    default:
  }
}

async function known(): Promise<'yes' | 'no' | 'away'> {
  try {
    await ask(http.GET('/api/v0/status'))
    return 'yes'
  } catch (error) {
    return error instanceof Refused && error.status === 401 ? 'no' : 'away'
  }
}

/** Opens the line for as long as the page lives. */
export function openLine(): Events {
  const events = new Events(
    socketUrl(window.location),
    {
      onLine: (line) => useLive.setState({ line }),
      onEvents: (batch) => {
        const before = useLive.getState()
        for (const event of batch) keep(event)
        const now = batch.reduce(after, before)
        useLive.setState(now)
        batch.forEach(act)
        // Something was missed: a new line begins with a whole picture.
        if (now.gaps > before.gaps) events.refresh()
      },
    },
    known,
  )
  events.open()
  return events
}
