// Threads as files, out and in, and backups as files: what the server makes and takes.
import { ask, http, refusalOf, UNREACHABLE } from './client'
import type { components } from './schema'

export type Format = components['schemas']['ExportOrder']['format']
export type Import = components['schemas']['Import']
export type Offer = components['schemas']['Offer']
type Export = components['schemas']['Export']

/** Which threads: those named, or those of a folder; all when neither is named. */
export interface Which {
  threads?: string[]
  folder?: string
}

const PIECE = 4 * 1024 * 1024

const at = (id: string) => ({ params: { path: { id } } })

export function makeExport(format: Format, { threads, folder }: Which): Promise<Export> {
  return ask(
    http.POST('/api/v0/exports', { body: { format, thread_ids: threads ?? null, folder_id: folder ?? null } }),
  )
}

export function saveBackup(): Promise<Export> {
  return ask(http.POST('/api/v0/backups/file'))
}

/** Lets the person save a file that was made: in the window, a dialog asks where. */
export function download({ id, name }: Export): void {
  const link = document.createElement('a')
  link.href = `/api/v0/exports/${id}`
  link.download = name
  link.click()
}

/** Opens the browser's print dialog with a file that was made. */
export function print({ id }: Export): void {
  document.querySelector('iframe[data-print]')?.remove()
  const frame = document.createElement('iframe')
  frame.dataset['print'] = ''
  // What is not displayed at all, some browsers print as an empty page.
  Object.assign(frame.style, { position: 'fixed', width: '0', height: '0', border: '0' })
  frame.ariaHidden = 'true'
  frame.tabIndex = -1
  frame.src = `/api/v0/exports/${id}?show=true`
  frame.addEventListener('load', () => frame.contentWindow?.print())
  document.body.append(frame)
}

async function put(id: string, number: number, file: File, offset: number): Promise<void> {
  const query = new URLSearchParams({ name: file.webkitRelativePath || file.name, at: String(offset) })
  const body = file.slice(offset, offset + PIECE)
  const answer = await fetch(`/api/v0/imports/${id}/files/${number}?${query}`, { method: 'PUT', body }).catch(() => null)
  if (answer?.ok) return
  throw answer ? await refusalOf(answer) : UNREACHABLE
}

export const imports = {
  begin: () => ask(http.POST('/api/v0/imports')),
  /** Sends files piece by piece, and tells what share has been sent; stops when it is told to. */
  send: async (id: string, files: File[], onShare: (share: number, name: string) => void, stopped: () => boolean) => {
    const total = files.reduce((sum, file) => sum + file.size, 0) || 1
    let sent = 0
    for (const [number, file] of files.entries()) {
      for (let offset = 0; offset < Math.max(file.size, 1); offset += PIECE) {
        if (stopped()) return
        onShare(sent / total, file.name)
        await put(id, number, file, offset)
        sent += Math.min(PIECE, file.size - offset)
      }
    }
  },
  look: (id: string) => ask(http.POST('/api/v0/imports/{id}/look', at(id))),
  state: (id: string) => ask(http.GET('/api/v0/imports/{id}', at(id))),
  offers: async (id: string) => (await ask(http.GET('/api/v0/imports/{id}/offers', at(id)))).offers,
  take: (id: string, only: number[] | null) => ask(http.POST('/api/v0/imports/{id}/take', { ...at(id), body: { only } })),
  end: (id: string) => ask(http.DELETE('/api/v0/imports/{id}', at(id))),
  restore: (id: string) => ask(http.POST('/api/v0/imports/{id}/restore', at(id))),
}
