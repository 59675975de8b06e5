// The page as a whole: what everything in it may rely on, and its routes.
import { QueryClientProvider } from '@tanstack/react-query'
import { Direction, Tooltip } from 'radix-ui'
import { I18nextProvider, useTranslation } from 'react-i18next'
import { createBrowserRouter, RouterProvider } from 'react-router'
import { queries } from '../api/queries'
import { i18n } from '../shared/i18n'
import { AskPage } from './AskPage'
import { Broken } from './Broken'
import { Layout } from './Layout'
import { ThreadPage } from './ThreadPage'

export const router = createBrowserRouter(
  [
    { path: '/ask/:threadId?', element: <AskPage />, errorElement: <Broken /> },
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
        <Directed />
      </QueryClientProvider>
    </I18nextProvider>
  )
}

/** Menus, sliders and tabs go the way that the language does. */
function Directed() {
  useTranslation() // draws again when the language changes
  return (
    <Direction.Provider dir={i18n.dir()}>
      <Tooltip.Provider delayDuration={500}>
        <RouterProvider router={router} />
      </Tooltip.Provider>
    </Direction.Provider>
  )
}
