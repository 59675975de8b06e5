import { describe, expect, it } from 'vitest'
import { byUse, fitting } from './recent'

const models = [{ id: 'a', name: 'Qwen 4B' }, { id: 'b', name: 'Gemma 3' }, { id: 'c', name: 'Qwen Coder' }]
const ids = (found: { id: string }[]) => found.map(({ id }) => id)

describe('the menu of models', () => {
  it('has those on top that were used last, and leaves the others as they stand', () => {
    expect(ids(byUse(models, ['c', 'gone', 'a']))).toEqual(['c', 'a', 'b'])
    expect(ids(byUse(models, []))).toEqual(['a', 'b', 'c'])
  })

  it('finds those that hold every word', () => {
    const name = (model: (typeof models)[number]) => model.name
    expect(ids(fitting(models, ' qwen cod ', name))).toEqual(['c'])
    expect(ids(fitting(models, '', name))).toEqual(['a', 'b', 'c'])
    expect(fitting(models, 'llama', name)).toEqual([])
  })
})
