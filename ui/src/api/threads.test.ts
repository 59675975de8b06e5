import { beforeEach, expect, it, vi } from 'vitest'
import { http } from './client'
import { keys, queries } from './queries'
import { changeThreads, folders } from './threads'
import type { Folder, Thread } from './types'

const AT = '2026-11-21T08:00:00Z'
const WORK: Folder = { id: 'work', name: 'Work', parent_id: null, collapsed: false, created_at: AT }
const cached = () => queries.getQueryData<Folder[]>(keys.folders)?.[0]

function answer(folder: Folder) {
  return { data: folder, response: new Response() } as never
}

beforeEach(() => {
  queries.clear()
  queries.setQueryData<Folder[]>(keys.folders, [WORK])
})

it('shows a folder as it was left, however late the answers come', async () => {
  const answers: (() => void)[] = []
  vi.spyOn(http, 'PATCH').mockImplementation(((_: string, { body }: { body: Partial<Folder> }) =>
    new Promise((resolve) => answers.push(() => resolve(answer({ ...WORK, ...body }))))) as never)
  const closed = folders.change('work', { collapsed: true })
  const opened = folders.change('work', { collapsed: false })
  expect(cached()?.collapsed).toBe(false)
  answers[0]?.()
  await closed
  expect(cached()?.collapsed).toBe(false)
  answers[1]?.()
  await opened
  expect(cached()?.collapsed).toBe(false)
})

it('reads again what is true when a change is refused', async () => {
  const reread = vi.spyOn(queries, 'invalidateQueries').mockResolvedValue()
  const gone = { error: { error: { type: 'not_found', message: 'This folder is gone.', hint: '' } }, response: new Response(null, { status: 404 }) }
  vi.spyOn(http, 'PATCH').mockResolvedValue(gone as never)
  await expect(folders.change('work', { name: 'Play' })).rejects.toThrow('gone')
  const thread: Thread = { id: 't', title: '', titled_by_hand: false, pinned: false, archived: false, created_at: AT, updated_at: AT }
  queries.setQueryData<Thread[]>(keys.threads, [thread])
  await expect(changeThreads(['t'], { folder_id: 'work' })).rejects.toThrow('gone')
  expect(reread.mock.calls.map(([filter]) => filter?.queryKey)).toEqual([keys.folders, keys.threads, keys.folders])
})
