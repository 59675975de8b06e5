// Takes pictures into a message: drawn anew in a worker of their own, then stored; or says why it does not take one.
import { Refused as Unanswered, UNREACHABLE } from '../../api/client'
import { storeImage } from '../../api/images'
import type { ImagePart } from '../../api/types'
import { words } from '../../shared/words'
import { freeName, type Refused } from './files'

/** What a message takes. */
export const MOST_PICTURES = 8
/** In bytes, before it is drawn anew. */
export const LARGEST_PICTURE = 50_000_000

// An SVG is text.
const NAMED = /\.(?:png|jpe?g|gif|webp|heic|heif|avif|bmp|tiff?|ico)$/i

export function isPicture(file: File): boolean {
  return NAMED.test(file.name) || /^image\/(?!svg)/.test(file.type)
}

/** A worker for one picture: what it took of memory is given back with it. */
export async function paint(file: Blob): Promise<Blob | null> {
  const painter = new Worker(new URL('./painter.ts', import.meta.url), { type: 'module' })
  try {
    return await new Promise((resolve, reject) => {
      painter.addEventListener('message', ({ data }: MessageEvent<Blob | null>) => resolve(data))
      // The file of the worker is the server's, which may be away.
      painter.addEventListener('error', () => reject(UNREACHABLE))
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, no window
      painter.postMessage(file)
    })
  } finally {
    painter.terminate()
  }
}

/** The name with the ending of what the picture is now. */
function nameOf(file: File, type: string): string {
  return `${file.name.replace(/\.[^.]{1,5}$/, '').slice(0, 200)}${type === 'image/png' ? '.png' : '.jpg'}`
}

/** Draws a picture anew, which gives null where it cannot be decoded, and stores it under a name that no other has. */
export async function takePicture(
  file: File,
  others: readonly ImagePart[],
  draw: (file: Blob) => Promise<Blob | null> = paint,
  store: (name: string, content: Blob) => Promise<ImagePart> = storeImage,
): Promise<{ image: ImagePart } | Refused> {
  const refused = { name: file.name, size: file.size, limit: LARGEST_PICTURE }
  if (others.length >= MOST_PICTURES) return { ...refused, refused: 'too_many' }
  if (file.size > LARGEST_PICTURE) return { ...refused, refused: 'too_large' }
  try {
    const content = await draw(file)
    if (!content) return { ...refused, refused: 'undrawable' }
    const image = await store(freeName(nameOf(file, content.type), others), content)
    return others.some(({ id }) => id === image.id) ? { ...refused, refused: 'same' } : { image }
  } catch (error) {
    if (error instanceof Unanswered) return { ...refused, refused: 'unstored', why: words(error.problem).title }
    throw error
  }
}
