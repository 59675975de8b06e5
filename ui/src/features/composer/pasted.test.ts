import { expect, it } from 'vitest'
import { filesOf } from './pasted'

const PICTURE = new File(['x'], 'image.png', { type: 'image/png' })
const MILL = new File(['x'], 'mill.jpg', { type: 'image/jpeg' })

function names(text: string, ...files: File[]): string[] {
  const clipboard = { files: files as unknown as FileList, getData: () => text }
  return filesOf(clipboard, 'Pasted picture.png').map(({ name }) => name)
}

it('is a picture that was copied, under a name that people understand', () => {
  expect(names('', PICTURE)).toEqual(['Pasted picture.png'])
})

it('is files that were copied, also where their names come along', () => {
  expect(names('', MILL, PICTURE)).toEqual(['mill.jpg', 'Pasted picture.png'])
  expect(names('mill.jpg', MILL)).toEqual(['mill.jpg'])
})

it('is words where there are some, with a picture of them or without', () => {
  expect(names('rye\t3', PICTURE)).toEqual([])
  expect(names('rye')).toEqual([])
})
