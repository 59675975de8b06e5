import { QueryClientProvider } from '@tanstack/react-query'
import { renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { beforeEach, expect, test } from 'vitest'
import type { Which } from '../api/exchange'
import { keys, queries } from '../api/queries'
import type { Status } from '../api/types'
import { useWays } from './exporting'

function wrapper({ children }: { children: ReactNode }) {
  return <QueryClientProvider client={queries}>{children}</QueryClientProvider>
}

function ways(status: Partial<Status>, which: Which): string[] {
  queries.setQueryData(keys.status, { version: '0', home: '', has_window: false, makes_pdf: false, greetings: [], ...status })
  return renderHook(() => useWays(which), { wrapper }).result.current
}

beforeEach(() => queries.clear())

test('a window that makes PDFs offers them, also for many threads', () => {
  expect(ways({ has_window: true, makes_pdf: true }, {})).toContain('pdf')
})

test('a browser prints one thread, and cannot print many', () => {
  expect(ways({}, { threads: ['a'] })).toContain('print')
  expect(ways({}, { threads: ['a', 'b'] })).not.toContain('print')
})

test('a window that can do neither offers neither', () => {
  expect(ways({ has_window: true }, { threads: ['a'] })).toEqual(['markdown', 'html', 'txt', 'json'])
})
