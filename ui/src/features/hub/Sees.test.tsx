import { render } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Sees } from './Sees'

test('what more is fetched is told where it is known', () => {
  const known = render(<Sees bytes={204_987_232} />)
  expect(known.container.textContent).toMatch(/mmproj.*205 MB more/)
  const unknown = render(<Sees />)
  expect(unknown.container.textContent).toMatch(/mmproj/)
  expect(unknown.container.textContent).not.toMatch(/MB/)
})
