// The words of the house as TypeScript, from the generated schema.
import type { Backup, Connection, operations } from './schema'
import type {
  LiveRun,
  Message,
  Model,
  ModelState,
  Notice,
  Problem,
  Run,
  RunDelta,
  RunStarted,
  Settings,
  SpeechState,
  Status,
  Thread,
  Utterance,
  UtteranceReady,
  Voice,
} from './schema'

export type {
  Backup,
  Connection,
  LiveRun,
  Message,
  Model,
  ModelState,
  Notice,
  Problem,
  Run,
  RunDelta,
  RunStarted,
  Settings,
  SpeechState,
  Status,
  Thread,
  Utterance,
  UtteranceReady,
  Voice,
}

export type Part = Message['parts'][number]
export type TextPart = Extract<Part, { kind: 'text' }>
export type DocumentPart = Extract<Part, { kind: 'document' }>
export type Event = operations['socket_sendsevents_post']['requestBody']['content']['application/json']
export type Branch = { thread: Thread; messages: Message[] }

export function textOf(message: Message): string {
  return message.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')
}

export function documentsOf(message: Message): DocumentPart[] {
  return message.parts.filter((part) => part.kind === 'document')
}
