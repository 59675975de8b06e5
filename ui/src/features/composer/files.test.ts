import { describe, expect, it, vi } from 'vitest'
import { LARGEST_FILE, take } from './files'

// jsdom's File has no arrayBuffer of its own kind that TextDecoder takes: this one is only bytes, as a browser's is.
function file(name: string, content: Uint8Array | string, size?: number): File {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const arrayBuffer = vi.fn(async () => bytes.buffer)
  return { name, size: size ?? bytes.length, arrayBuffer } as unknown as File
}

describe('taking a file', () => {
  it('takes text whole', async () => {
    const taken = await take(file('käse.txt', 'Grüße 🔥\n'))
    expect(taken).toEqual({ document: { kind: 'document', name: 'käse.txt', text: 'Grüße 🔥\n' } })
  })

  it('takes an empty file', async () => {
    expect(await take(file('empty.txt', ''))).toHaveProperty('document.text', '')
  })

  it('refuses 200 MB without reading a byte', async () => {
    const huge = file('film.txt', 'x', 200_000_000)
    expect(await take(huge)).toEqual({ refused: 'too_large', name: 'film.txt', size: 200_000_000 })
    expect(huge.arrayBuffer).not.toHaveBeenCalled()
  })

  it('takes exactly the limit and refuses one byte more', async () => {
    expect(await take(file('a', new Uint8Array(LARGEST_FILE).fill(97)))).toHaveProperty('document')
    expect(await take(file('a', new Uint8Array(LARGEST_FILE + 1).fill(97)))).toHaveProperty('refused', 'too_large')
  })

  it('refuses bytes that are no text', async () => {
    expect(await take(file('a.png', new Uint8Array([137, 80, 78, 71, 0, 1])))).toHaveProperty('refused', 'binary')
  })

  it('refuses another encoding', async () => {
    expect(await take(file('latin.txt', new Uint8Array([71, 114, 252, 223])))).toHaveProperty('refused', 'encoding')
  })

  it('refuses a folder', async () => {
    const folder = { name: 'folder', size: 4096, arrayBuffer: () => Promise.reject(new Error('no')) } as unknown as File
    expect(await take(folder)).toHaveProperty('refused', 'unreadable')
  })
})
