// Short words at the edge of the page: what happened, and at most one button that helps.
import { X } from 'lucide-react'
import { Toast } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { create } from 'zustand'
import type { Problem } from '../api/types'
import { Refused } from '../api/client'
import { words } from './words'

interface Words {
  title: string
  about?: string
  action?: { label: string; run: () => void }
  level?: 'info' | 'warning' | 'error'
}

const useToasts = create<{ shown: (Words & { id: number })[] }>(() => ({ shown: [] }))
let counter = 0

export function tell(toast: Words): void {
  counter += 1
  const id = counter
  useToasts.setState(({ shown }) => ({
    // The same words twice at once help nobody.
    shown: [...shown.filter((other) => other.title !== toast.title || other.action), { ...toast, id }].slice(-3),
  }))
}

export function tellProblem(problem: Problem, level: Words['level'] = 'error'): void {
  const { title, about } = words(problem)
  tell({ title, about, level })
}

/** For `onError` of anything that asks the server. */
export function tellError(error: unknown): void {
  if (error instanceof Refused) return tellProblem(error.problem)
  throw error
}

export function Toasts() {
  const { t } = useTranslation()
  const shown = useToasts((state) => state.shown)
  const drop = (id: number) => useToasts.setState((state) => ({ shown: state.shown.filter((it) => it.id !== id) }))
  return (
    <Toast.Provider label={t('notices')} swipeDirection="up">
      {shown.map((toast) => (
        <Toast.Root
          key={toast.id}
          duration={toast.level === 'error' ? 12_000 : 8000}
          type={toast.level === 'error' ? 'foreground' : 'background'}
          onOpenChange={(open) => !open && drop(toast.id)}
          className="rise pointer-events-auto flex w-full items-center gap-3 rounded-lg border border-edge bg-raised py-2.5 pe-2 ps-4"
        >
          <div className="min-w-0 flex-1">
            <Toast.Title className="break-words">{toast.title}</Toast.Title>
            {toast.about && <Toast.Description className="break-words text-quiet">{toast.about}</Toast.Description>}
          </div>
          {toast.action && (
            <Toast.Action
              altText={toast.action.label}
              onClick={toast.action.run}
              className="rounded-md px-2.5 py-1.5 font-semibold text-text underline decoration-ember decoration-2 underline-offset-4 hover:bg-surface"
            >
              {toast.action.label}
            </Toast.Action>
          )}
          <Toast.Close
            aria-label={t('close')}
            className="grid size-7 place-items-center rounded-md text-quiet hover:bg-surface hover:text-text"
          >
            <X aria-hidden size={15} />
          </Toast.Close>
        </Toast.Root>
      ))}
      {/* Marked as live, it is not hidden by a dialog or drawer that lies over the page; each toast is announced by itself. */}
      <Toast.Viewport aria-live="off" className="pointer-events-none absolute inset-x-3 top-14 z-50 mx-auto flex max-w-md flex-col gap-2 outline-none" />
    </Toast.Provider>
  )
}
