import { expect, it } from 'vitest'
import type { Folder, Thread } from '../../api/types'
import { tree } from '../../shared/folders'
import { mayLieIn, rowsOf } from './rows'
import { wayBack } from './undo'

const NOW = new Date(2026, 10, 21, 12)
const AT = new Date(2026, 10, 21, 9).toISOString()

function thread(id: string, place: Partial<Thread> = {}): Thread {
  return { id, title: id, titled_by_hand: false, pinned: false, archived: false, created_at: AT, updated_at: AT, ...place }
}

function folder(id: string, parent_id: string | null = null, collapsed = false): Folder {
  return { id, name: id, parent_id, collapsed, created_at: AT }
}

function shown(threads: Thread[], folders: Folder[] = []): string[] {
  return rowsOf(threads, folders, NOW).map((row) => {
    const indent = row.kind === 'heading' ? '# ' : '  '.repeat(row.depth)
    return indent + (row.kind === 'heading' ? row.heading : row.kind === 'folder' ? `${row.folder.name}/${row.count}` : row.thread.id)
  })
}

it('shows what is pinned first, then folders, then days; what is archived not at all', () => {
  const threads = [thread('new'), thread('gone', { archived: true }), thread('up', { pinned: true, folder_id: 'work' }), thread('in', { folder_id: 'work' })]
  expect(shown(threads, [folder('work')])).toEqual(['# pinned', 'up', '# folders', 'work/1', '  in', '# today', 'new'])
})

it('nests folders, sorted by name as people sort, and counts what is within', () => {
  const folders = [folder('file 10'), folder('file 9'), folder('Älter'), folder('tax', 'file 9'), folder('closed', null, true)]
  const threads = [thread('a', { folder_id: 'tax' }), thread('b', { folder_id: 'file 9' }), thread('c', { folder_id: 'closed' })]
  expect(shown(threads, folders)).toEqual(['# folders', 'Älter/0', 'closed/1', 'file 9/2', '  tax/1', '    a', '  b', 'file 10/0'])
  expect(tree(folders).map(({ folder: { name }, depth }) => [name, depth])).toEqual([
    ['Älter', 0], ['closed', 0], ['file 9', 0], ['tax', 1], ['file 10', 0],
  ])
})

it('shows threads of a folder that is not known among the others', () => {
  expect(shown([thread('lost', { folder_id: 'none' })])).toEqual(['# today', 'lost'])
})

it('gives every row a key of its own and a place to drop', () => {
  const rows = rowsOf([thread('a', { pinned: true }), thread('b', { folder_id: 'f' }), thread('c')], [folder('f')], NOW)
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
  expect(rows.map(({ drop }) => drop)).toEqual(['pinned', 'pinned', '', 'f', 'f', '', ''])
})

it('groups 5,000 threads in a moment', () => {
  const folders = Array.from({ length: 50 }, (_, number) => folder(`f${number}`))
  const threads = Array.from({ length: 5000 }, (_, number) => thread(`t${number}`, number % 3 ? {} : { folder_id: `f${number % 50}` }))
  expect(rowsOf(threads, folders, NOW)).toHaveLength(5000 + 50 + 2)
})

it.each([
  ['below', 'other', true],
  ['below', null, true],
  ['below', 'top', false],
  ['top', 'other', false],
  ['top', 'top', false],
  ['other', 'below', false],
  ['other', null, false],
  ['gone', null, false],
] as const)('knows whether %s may lie in %s', (moved, parent, allowed) => {
  expect(mayLieIn([folder('top'), folder('below', 'top'), folder('other')], moved, parent)).toBe(allowed)
})

it('leads each thread back to where it was, in as few steps as there are places', () => {
  const threads = [thread('a', { folder_id: 'f' }), thread('b'), thread('c', { folder_id: 'f' }), thread('d', { folder_id: 'g' })]
  expect(wayBack(threads, { folder_id: 'g' })).toEqual([
    { ids: ['a', 'c'], change: { folder_id: 'f' } },
    { ids: ['b'], change: { folder_id: null } },
  ])
  expect(wayBack(threads, { archived: true })).toEqual([{ ids: ['a', 'b', 'c', 'd'], change: { archived: false } }])
  expect(wayBack(threads, { archived: false })).toEqual([])
})
