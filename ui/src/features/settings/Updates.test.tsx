import { cleanup, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { http } from '../../api/client'
import { keys, queries } from '../../api/queries'
import type { UpdateState } from '../../api/types'
import { drawn } from '../../shared/drawn'
import { Updates } from './Updates'

const STATE: UpdateState = {
  version: '0.1.0', set_up: true, kind: 'tar.gz', checked_at: '2026-11-21T12:00:00Z', newer: true, step: '', fits: true, ready: false,
  replaces_itself: true, path: '', command: '',
  news: { version: '0.2.0', date: '2026-11-20T12:00:00Z', size: 180_000_000, notes: { en: 'A *tray*.', de: 'Ein *Tray*.' } },
}

beforeEach(() => {
  queries.clear()
  vi.spyOn(http, 'GET').mockReturnValue(new Promise(() => undefined) as never)
})

afterEach(cleanup)

function draw(change: Partial<UpdateState>): void {
  queries.setQueryData<UpdateState>(keys.updates, { ...STATE, ...change })
  drawn(<Updates />)
}

test('where updates are not set up there is nothing to press', () => {
  draw({ set_up: false })
  expect(screen.queryByRole('button')).toBeNull()
})

test('the newest version says so', () => {
  draw({ newer: false, news: null })
  expect(screen.getByRole('status').textContent).toContain('This is the newest version.')
  expect(screen.queryByRole('region')).toBeNull()
})

test('a newer one can be fetched, and says how large it is', () => {
  draw({})
  expect(screen.getByRole('button', { name: 'Get version 0.2.0' })).toBeTruthy()
  expect(screen.getByRole('region', { name: 'Fireside 0.2.0' }).textContent).toContain('180 MB')
  expect(screen.getByRole('status').textContent).not.toContain('newest')
})

test.each([
  [{ kind: 'source', fits: false }, 'This Fireside runs from its source'],
  [{ step: '0.1.5' }, 'Version 0.1.5 has to come first'],
  [{ fits: false }, 'There is no file of it for this computer.'],
])('what keeps it from being fetched is said', (change, told) => {
  draw(change)
  expect(screen.getByText(new RegExp(told))).toBeTruthy()
  expect(screen.queryByRole('button', { name: /Get version/ })).toBeNull()
})

test('one that is here can be installed, by itself or by hand', () => {
  draw({ ready: true })
  expect(screen.getByRole('button', { name: 'Install and restart' })).toBeTruthy()
  cleanup()
  draw({ ready: true, replaces_itself: false, path: '/home/eva/f.deb', command: "sudo apt install '/home/eva/f.deb'" })
  expect(screen.queryByRole('button', { name: 'Install and restart' })).toBeNull()
  expect(screen.getByText("sudo apt install '/home/eva/f.deb'")).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Copy' })).toBeTruthy()
})

test('why the last look brought nothing stands there until the next', () => {
  draw({ newer: false, problem: { type: 'offline', message: 'Fireside is offline by your choice.', hint: 'Allow it.' } })
  expect(screen.getByRole('alert').textContent).toContain('Fireside is offline by your choice.')
  expect(screen.getByRole('status').textContent).not.toContain('newest')
})
