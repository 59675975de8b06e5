import { describe, expect, it, vi } from 'vitest'
import { LARGEST_FILE, named, take } from './files'

// jsdom's File has no arrayBuffer of its own kind that TextDecoder takes: this one is only bytes, as a browser's is.
function file(name: string, content: Uint8Array | string, size?: number, type = ''): File {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const arrayBuffer = vi.fn(async () => bytes.buffer)
  return { name, type, size: size ?? bytes.length, arrayBuffer } as unknown as File
}

describe('taking a file', () => {
  it('takes text whole', async () => {
    const taken = await take(file('käse.txt', 'Grüße 🔥\n'))
    expect(taken).toEqual({ document: { kind: 'document', name: 'käse.txt', text: 'Grüße 🔥\n' } })
  })

  it('refuses an empty file', async () => {
    expect(await take(file('empty.txt', ''))).toHaveProperty('refused', 'empty')
  })

  it('refuses 200 MB without reading a byte', async () => {
    const huge = file('film.txt', 'x', 200_000_000)
    expect(await take(huge)).toEqual({ refused: 'too_large', name: 'film.txt', size: 200_000_000, limit: LARGEST_FILE })
    expect(huge.arrayBuffer).not.toHaveBeenCalled()
  })

  it('takes exactly the limit and refuses one byte more', async () => {
    expect(await take(file('a', new Uint8Array(LARGEST_FILE).fill(97)))).toHaveProperty('document')
    expect(await take(file('a', new Uint8Array(LARGEST_FILE + 1).fill(97)))).toHaveProperty('refused', 'too_large')
  })

  it('refuses bytes that are no text', async () => {
    expect(await take(file('a.bin', new Uint8Array([137, 80, 78, 71, 0, 1])))).toHaveProperty('refused', 'binary')
  })

  it('takes a drawing that is text', async () => {
    expect(await take(file('ember.svg', '<svg/>', undefined, 'image/svg+xml'))).toHaveProperty('document')
  })

  it.each(['letter.pdf', 'table.XLSX', 'book.epub'])('has a word of its own about %s', async (name) => {
    expect(await take(file(name, 'x'))).toHaveProperty('refused', 'office')
  })

  it('refuses another encoding', async () => {
    expect(await take(file('latin.txt', new Uint8Array([71, 114, 252, 223])))).toHaveProperty('refused', 'encoding')
  })

  it('refuses a folder', async () => {
    const folder = { name: 'folder', type: '', size: 4096, arrayBuffer: () => Promise.reject(new Error('no')) } as unknown as File
    expect(await take(folder)).toHaveProperty('refused', 'unreadable')
  })
})

const document = (name: string, text = 'x') => ({ kind: 'document' as const, name, text })

describe('the names of files in one message', () => {
  it('are given once', () => {
    const others = [document('notes.txt', 'a'), document('notes (2).txt', 'b')]
    expect(named(document('notes.txt', 'c'), others)).toHaveProperty('name', 'notes (3).txt')
    expect(named(document('other.txt'), others)).toHaveProperty('name', 'other.txt')
    expect(named(document('Makefile', '2'), [document('Makefile', '1')])).toHaveProperty('name', 'Makefile (2)')
    expect(named(document('.env', '2'), [document('.env', '1')])).toHaveProperty('name', '.env (2)')
  })

  it('are refused to the same file', () => expect(named(document('a', 'x'), [document('a', 'x')])).toBeNull())
})
