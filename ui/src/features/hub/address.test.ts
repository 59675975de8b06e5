import { describe, expect, it } from 'vitest'
import { addressIn } from './address'

const HUB = 'https://huggingface.co'

describe('a repository', () => {
  it.each([
    ['publisher/Small-GGUF', '', false],
    [' publisher/Small-GGUF ', '', false],
    ['publisher/Small-GGUF:Q4_K_M', 'Q4_K_M', false],
    ['fireside pull publisher/Small-GGUF:q8_0', 'q8_0', false],
    ['ollama run hf.co/publisher/Small-GGUF:Q4_K_M', 'Q4_K_M', true],
    ['https://huggingface.co/publisher/Small-GGUF', '', true],
    ['https://www.huggingface.co/publisher/Small-GGUF/', '', true],
    ['huggingface.co/publisher/Small-GGUF/tree/main?not-for-all-audiences=true#x', '', true],
    ['https://huggingface.co/publisher/Small-GGUF/blob/main/small-Q4_K_M.gguf', 'small-Q4_K_M', true],
    ['https://huggingface.co/publisher/Small-GGUF/resolve/main/Q8_0/big-00001-of-00003.gguf?download=true', 'Q8_0/big', true],
    ['https://huggingface.co/publisher/Small-GGUF?show_file_info=small-Q4_K_M.gguf', 'small-Q4_K_M', true],
    ['https://huggingface.co/publisher/Small-GGUF/blob/main/README.md', '', true],
  ])('is known by %s', (text, variant, page) => {
    expect(addressIn(text, HUB)).toEqual({ repository: 'publisher/Small-GGUF', variant, page })
  })

  it('of a mirror is known by its address', () => {
    expect(addressIn('http://127.0.0.1:8080/a/b', 'http://127.0.0.1:8080')?.repository).toBe('a/b')
  })
})

it.each([
  'qwen', 'qwen 3', 'a/b/c', '../etc', 'a/..', 'a/b--c', 'https://example.org/a/b', 'https://huggingface.co/datasets/a/b',
  'https://huggingface.co/models?search=x', 'https://huggingface.co/only', 'https://huggingface.co/%E0%A4%A/x', '',
])('%s is none', (text) => {
  expect(addressIn(text, HUB)).toBeUndefined()
})
