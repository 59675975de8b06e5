import { cleanup, fireEvent, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Download } from '../api/types'
import { drawn } from '../shared/drawn'
import { findModels, stopFinding, useFinding } from '../shared/finding'
import { Toasts } from '../shared/toasts'
import { tellArrival } from './arrival'

const DONE: Download = { id: 'model-1', name: 'Small Q4_K_M', status: 'done', done: 4, total: 4, rate: 0, problem: null }
const problem = { type: 'download_failed', message: 'The line was closed too early.', hint: '' }

beforeEach(stopFinding)
afterEach(cleanup)

const shown = () => document.body.textContent

it('says that a model has come', async () => {
  drawn(<Toasts />)
  tellArrival(DONE)
  expect(await screen.findByText('Small Q4_K_M is on your list')).toBeTruthy()
})

it('says why one does not come, and leads there', async () => {
  drawn(<Toasts />)
  tellArrival({ ...DONE, name: 'Large', status: 'failed', problem })
  expect(await screen.findByText('The line was closed too early.')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Show' }))
  expect(useFinding.getState().wanted).toBe('')
})

it('says nothing of what is looked at, told already, on its way, or no model', () => {
  drawn(<Toasts />)
  const before = shown()
  tellArrival({ ...DONE, name: 'Voice', id: 'a-voice' })
  tellArrival({ ...DONE, name: 'Half', status: 'running' })
  tellArrival({ ...DONE, name: 'Broken', status: 'failed', problem: { ...problem, type: 'model_broken' } })
  findModels()
  tellArrival({ ...DONE, name: 'Seen' })
  expect(shown()).toBe(before)
})
