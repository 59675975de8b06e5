import { beforeEach, expect, test, vi, type MockInstance } from 'vitest'
import { http, Refused } from '../api/client'
import { report, reportFailures } from './failures'

let post: MockInstance<typeof http.POST>
beforeEach(() => {
  post = vi.spyOn(http, 'POST').mockResolvedValue({} as never)
})

test('an error is told once, however often it comes', () => {
  const error = new TypeError('of somebody')
  report(error)
  report(error)
  expect(post).toHaveBeenCalledTimes(1)
  expect(post).toHaveBeenCalledWith('/api/v0/crashes', { body: { name: 'TypeError', stack: error.stack } })
})

test('what was refused, and what is no error, is no failure of the page', () => {
  report(new Refused({ type: 'not_found', message: '', hint: '' }, 404))
  report('a word')
  report(undefined)
  expect(post).not.toHaveBeenCalled()
})

test('errors that nobody caught are heard, and a page that breaks all the time is told of a few times', () => {
  reportFailures()
  for (let number = 0; number < 20; number += 1) {
    window.dispatchEvent(new ErrorEvent('error', { error: new RangeError(`no ${number}`) }))
  }
  expect(post.mock.calls.length).toBeGreaterThan(0)
  expect(post.mock.calls.length).toBeLessThan(5)
})
