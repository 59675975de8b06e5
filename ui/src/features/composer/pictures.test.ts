import { describe, expect, it, vi } from 'vitest'
import { Refused, UNREACHABLE } from '../../api/client'
import type { ImagePart } from '../../api/types'
import { drawn, fitted, LONGEST_SIDE, staysSharp } from './drawing'
import { isPicture, LARGEST_PICTURE, MOST_PICTURES, takePicture } from './pictures'

const file = (name: string, type = '', size = 3) => ({ name, type, size }) as File
const as = (type: string) => async () => new Blob(['new'], { type })
/** A store whose pictures are known by their names. */
const store = async (name: string): Promise<ImagePart> => ({ kind: 'image', id: name, name, width: 4, height: 3 })
const part = (name: string, id = name): ImagePart => ({ kind: 'image', id, name, width: 4, height: 3 })

const taking = (why: Refused) => takePicture(file('mill.png'), [], as('image/png'), () => Promise.reject(why))

describe('what is a picture', () => {
  it.each([
    ['photo.JPG', ''],
    ['scan.tiff', ''],
    ['pasted', 'image/png'],
    ['from a phone.heic', 'image/heic'],
  ])('is told by name or kind: %s', (name, type) => expect(isPicture(file(name, type))).toBe(true))

  it('is not what is text', () => {
    expect(isPicture(file('ember.svg', 'image/svg+xml'))).toBe(false)
    expect(isPicture(file('png.txt', 'text/plain'))).toBe(false)
  })
})

describe('how large it is drawn', () => {
  it('is as it was, unless a side is too long', () => {
    expect(fitted({ width: 640, height: 480 })).toEqual({ width: 640, height: 480 })
    expect(fitted({ width: 4000, height: 3000 })).toEqual({ width: LONGEST_SIDE, height: 1536 })
    expect(fitted({ width: 900, height: 30_000 })).toEqual({ width: 61, height: LONGEST_SIDE })
    expect(fitted({ width: 1, height: 50_000 })).toEqual({ width: 1, height: LONGEST_SIDE })
  })

  it('is sharp for what was, while it weighs little', () => {
    expect(staysSharp('image/png', 300_000)).toBe(true)
    expect(staysSharp('image/png', 3_000_000)).toBe(false)
    expect(staysSharp('image/jpeg', 10)).toBe(false)
  })
})

/** A canvas that remembers what was done on it and encodes it as so many bytes. */
function canvas(bytes: number) {
  const acts: unknown[] = []
  class Canvas {
    constructor(width: number, height: number) {
      acts.push(['canvas', width, height])
    }
    getContext() {
      return {
        fillRect: (...at: number[]) => acts.push(['fill', ...at]),
        drawImage: (_: unknown, ...at: number[]) => acts.push(['draw', ...at]),
      }
    }
    async convertToBlob({ type }: { type: string }) {
      return new Blob([new Uint8Array(bytes)], { type })
    }
  }
  vi.stubGlobal('OffscreenCanvas', Canvas)
  vi.stubGlobal('createImageBitmap', async (_: Blob, options: ImageBitmapOptions) => {
    acts.push(options)
    return { width: 4096, height: 1024, close: () => acts.push('closed') }
  })
  return acts
}

describe('drawing anew', () => {
  it('turns it upright, on white, and keeps nothing of the file', async () => {
    const acts = canvas(10)
    expect((await drawn(new Blob(['x'], { type: 'image/jpeg' }))).type).toBe('image/jpeg')
    expect(acts).toEqual([
      { imageOrientation: 'from-image' },
      ['canvas', 2048, 512],
      ['fill', 0, 0, 2048, 512],
      ['draw', 0, 0, 2048, 512],
      'closed',
    ])
  })

  it('leaves a small PNG one, and makes a heavy one a JPEG', async () => {
    canvas(10)
    expect((await drawn(new Blob(['x'], { type: 'image/png' }))).type).toBe('image/png')
    canvas(2_000_001)
    expect((await drawn(new Blob(['x'], { type: 'image/png' }))).type).toBe('image/jpeg')
  })
})

describe('taking a picture', () => {
  it('names it after what it has become', async () => {
    expect(await takePicture(file('mill.webp'), [], as('image/jpeg'), store)).toEqual({ image: part('mill.jpg') })
    expect(await takePicture(file('a.b.gif'), [], as('image/png'), store)).toEqual({ image: part('a.b.png') })
    expect(await takePicture(file('bare', 'image/png'), [], as('image/png'), store)).toEqual({ image: part('bare.png') })
  })

  it('gives each a name of its own', async () => {
    const taken = await takePicture(file('mill.png'), [part('mill.jpg', 'other')], as('image/jpeg'), store)
    expect(taken).toEqual({ image: part('mill (2).jpg') })
  })

  it('says what is there already', async () => {
    const others = [part('mill.png', 'mill.jpg')]
    expect(await takePicture(file('mill.jpg'), others, as('image/jpeg'), store)).toHaveProperty('refused', 'same')
  })

  it('says what cannot be decoded, and draws none that is too large or one too many', async () => {
    const draw = vi.fn(async () => null)
    expect(await takePicture(file('mill.heic'), [], draw, store)).toHaveProperty('refused', 'undrawable')
    draw.mockClear()
    const large = await takePicture(file('mill.png', '', LARGEST_PICTURE + 1), [], draw, store)
    expect(large).toMatchObject({ refused: 'too_large', limit: LARGEST_PICTURE })
    const full = Array.from({ length: MOST_PICTURES }, (_, at) => part(`${at}.png`))
    expect(await takePicture(file('mill.png'), full, draw, store)).toHaveProperty('refused', 'too_many')
    expect(draw).not.toHaveBeenCalled()
  })

  it('says why it could not be stored', async () => {
    expect(await taking(UNREACHABLE)).toHaveProperty('refused', 'unstored')
    const full = new Refused({ type: 'no_room', message: 'The disk is full.', hint: '' }, 507)
    expect(await taking(full)).toHaveProperty('why', 'The disk is full.')
  })
})
