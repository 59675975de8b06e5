// The page as a whole: what everything in it may rely on, and its two routes.
import { QueryClientProvider } from '@tanstack/react-query'
import { Tooltip } from 'radix-ui'
import { I18nextProvider } from 'react-i18next'
import { createBrowserRouter, RouterProvider } from 'react-router'
import { queries } from '../api/queries'
import { i18n } from '../shared/i18n'
import { Broken } from './Broken'
import { Layout } from './Layout'
import { ThreadPage } from './ThreadPage'

export const router = createBrowserRouter(
  [
    {
      element: <Layout />,
      errorElement: <Broken />,
      children: [
        { path: '/t/:threadId', element: <ThreadPage /> },
        { path: '*', element: <ThreadPage /> },
      ],
    },
  ],
  { basename: '/app' },
)

export function App() {
  return (
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <Tooltip.Provider delayDuration={500}>
          <RouterProvider router={router} />
        </Tooltip.Provider>
      </QueryClientProvider>
    </I18nextProvider>
  )
}
