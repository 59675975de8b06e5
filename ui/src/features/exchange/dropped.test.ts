import { expect, test } from 'vitest'
import { dropped } from './dropped'

const file = (name: string) => new File([name], name)

function fileEntry(name: string): Partial<FileSystemFileEntry> {
  return { isFile: true, isDirectory: false, name, file: (done: FileCallback) => done(file(name)) }
}

/** A folder that tells what is in it a few at a time, as browsers do. */
function folderEntry(name: string, inner: unknown[]): unknown {
  const reader = () => {
    const left = [...inner]
    return { readEntries: (done: (some: unknown[]) => void) => done(left.splice(0, 2)) }
  }
  return { isFile: false, isDirectory: true, name, createReader: reader }
}

function transfer(entries: unknown[], files: File[]): DataTransfer {
  return { files, items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })) } as unknown as DataTransfer
}

test('files that are dropped are taken as they are', async () => {
  const files = [file('a.json'), file('b.zip')]
  expect(await dropped(transfer([fileEntry('a.json'), fileEntry('b.zip')], files))).toEqual(files)
})

test('of folders all that is in them is taken, however it comes', async () => {
  const threads = folderEntry('threads', [fileEntry('1'), fileEntry('2'), fileEntry('3'), folderEntry('deep', [fileEntry('4')])])
  const found = await dropped(transfer([threads, fileEntry('5')], []))
  expect(found.map(({ name }) => name).toSorted()).toEqual(['1', '2', '3', '4', '5'])
})

test('what is no file at all gives nothing', async () => {
  expect(await dropped(transfer([null], []))).toEqual([])
})
