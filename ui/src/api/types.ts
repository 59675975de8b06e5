// The words of the house as TypeScript, from the generated schema.
import type { Backup, Cache, Connection, CrashList, CrashReport, DataFolder, Download, Finding, Licence, operations, Served, UpdateState } from './schema'
import type {
  Draft,
  Dials,
  Fill,
  Neighbour,
  Folder,
  FoundModel,
  HelpArticle,
  HelpHit,
  HelpSection,
  LiveRun,
  Mark,
  Message,
  Meter,
  Model,
  ModelState,
  Notice,
  NamedVoice,
  ModelFit,
  ModelOffer,
  ModelOffers,
  OfferedVoice,
  OwnVoice,
  Persona,
  Problem,
  Prompt,
  Repository,
  RepositoryHolding,
  Run,
  RunDelta,
  RunPart,
  RunStarted,
  Sampling,
  Settings,
  Span,
  SpeechState,
  SpokenThere,
  SpokenWord,
  Status,
  Summary,
  Removed,
  Thread,
  Utterance,
  UtteranceReady,
  VariantChoice,
  Voice,
  Way,
} from './schema'

export type {
  Backup,
  Cache,
  Connection,
  CrashList,
  CrashReport,
  DataFolder,
  Download,
  Finding,
  Licence,
  Served,
  UpdateState,
  Draft,
  Dials,
  Fill,
  Neighbour,
  Folder,
  FoundModel,
  HelpArticle,
  HelpHit,
  HelpSection,
  LiveRun,
  Mark,
  Message,
  Meter,
  Model,
  ModelState,
  Notice,
  NamedVoice,
  ModelFit,
  ModelOffer,
  ModelOffers,
  OfferedVoice,
  OwnVoice,
  Persona,
  Problem,
  Prompt,
  Repository,
  RepositoryHolding,
  Run,
  RunDelta,
  RunPart,
  RunStarted,
  Sampling,
  Settings,
  Span,
  SpeechState,
  SpokenThere,
  SpokenWord,
  Status,
  Summary,
  Removed,
  Thread,
  Utterance,
  UtteranceReady,
  VariantChoice,
  Voice,
  Way,
}

export type Part = Message['parts'][number]
export type TextPart = Extract<Part, { kind: 'text' }>
export type DocumentPart = Extract<Part, { kind: 'document' }>
export type ImagePart = Extract<Part, { kind: 'image' }>
export type ReasoningPart = Extract<Part, { kind: 'reasoning' }>
export type ToolCallPart = Extract<Part, { kind: 'tool_call' }>
export type ToolResultPart = Extract<Part, { kind: 'tool_result' }>
export type SourcePart = Extract<Part, { kind: 'source' }>
/** What a person may put into a message. */
export type Said = TextPart | DocumentPart | ImagePart
export type Event = operations['socket_sendsevents_post']['requestBody']['content']['application/json']
export type Branch = { thread: Thread; messages: Message[]; summaries: Summary[] }

/** What divides the texts of a message from each other. */
export const BETWEEN_TEXTS = '\n\n'

/** What a message says: not what was thought, looked up or attached. What stands between two texts divides them. */
export function textOf(message: Message): string {
  return message.parts.flatMap((part) => (part.kind === 'text' && part.text ? [part.text] : [])).join(BETWEEN_TEXTS)
}

export function documentsOf(message: Message): DocumentPart[] {
  return message.parts.filter((part) => part.kind === 'document')
}

export function imagesOf(message: Message): ImagePart[] {
  return message.parts.filter((part) => part.kind === 'image')
}

/** What is sent of these: pictures, files, then the words, if there are any. */
export function saidOf(images: readonly ImagePart[], documents: readonly DocumentPart[], text: string): Said[] {
  return [...images, ...documents, ...(text.trim() ? [{ kind: 'text' as const, text }] : [])]
}
