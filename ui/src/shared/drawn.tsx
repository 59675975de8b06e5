// For tests: a part of the page, drawn with all that it needs around it.
import { QueryClientProvider } from '@tanstack/react-query'
import { render, type RenderResult } from '@testing-library/react'
import { Tooltip } from 'radix-ui'
import type { ReactNode } from 'react'
import { I18nextProvider } from 'react-i18next'
import { queries } from '../api/queries'
import { i18n } from './i18n'

export function drawn(part: ReactNode): RenderResult {
  return render(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <Tooltip.Provider>{part}</Tooltip.Provider>
      </QueryClientProvider>
    </I18nextProvider>,
  )
}
