// A repository of the hub as people write it: its name, with a quantisation or without, or an address of a page of it.

export interface Address {
  repository: string
  /** A quantisation, or the id of a file; empty when none was named. */
  variant: string
  /** Whether it is the address of a page, which means nothing else; a name may be words to look for, too. */
  page: boolean
}

const NAME = '[\\w-][\\w.-]{0,95}'
const PLAIN = new RegExp(`^(${NAME}/${NAME})(?::([\\w.-]+))?$`)
const COMMAND = /^(?:ollama (?:run|pull)|fireside pull)\s+/
const HOSTS = ['huggingface.co', 'hf.co']
/** Pages of the hub that are no repositories of models. */
const OTHERS = new Set(['api', 'blog', 'collections', 'datasets', 'docs', 'models', 'organizations', 'papers', 'posts', 'settings', 'spaces'])
const IN_FILES = new Set(['blob', 'raw', 'resolve'])
const END = /(?:-\d{5}-of-\d{5})?\.gguf$/i

/** What a text names, if it names a repository. `hub` is the address of the one that is asked. */
export function addressIn(text: string, hub: string): Address | undefined {
  const plain = text.trim().replace(COMMAND, '')
  return pageIn(plain, hub) ?? named(plain, false)
}

function named(text: string, page: boolean): Address | undefined {
  const [, repository = '', variant = ''] = PLAIN.exec(text) ?? []
  if (!repository || /\.\.|--/.test(repository)) return undefined
  return { repository, variant, page }
}

function pageIn(text: string, hub: string): Address | undefined {
  const base = hub.replace(/^https?:\/\//, '')
  const host = [base, ...HOSTS].find((one) => text.replace(/^https?:\/\/(?:www\.)?/, '').startsWith(`${one}/`))
  if (!host) return undefined
  const [path = '', query = ''] = text.slice(text.indexOf(`${host}/`) + host.length + 1).split('#', 1)[0]?.split('?') ?? []
  const [publisher = '', name = '', kind = '', , ...file] = path.split('/').filter(Boolean).map(decoded)
  const found = OTHERS.has(publisher) ? undefined : named(`${publisher}/${name}`, true)
  if (!found) return undefined
  const shown = IN_FILES.has(kind) ? file.join('/') : (new URLSearchParams(query).get('show_file_info') ?? '')
  return END.test(shown) ? { ...found, variant: shown.replace(END, '') } : found
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
