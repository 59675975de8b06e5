// Opens one of several pictures large, over the page; what draws it is fetched when it is first wanted.
import { lazy, Suspense, useState, type ReactNode } from 'react'
import type { ImagePart } from '../api/types'
import { patient } from './patient'

const PictureDialog = lazy(() => patient(() => import('./PictureDialog')))

/** How to open the one at a place, and what has to be drawn for it. */
export function usePictureDialog(images: readonly ImagePart[]): [(index: number) => void, ReactNode] {
  const [at, setAt] = useState<number | null>(null)
  const dialog = at !== null && images[at] && (
    <Suspense>
      <PictureDialog images={images} at={at} onAt={setAt} onClose={() => setAt(null)} />
    </Suspense>
  )
  return [setAt, dialog]
}
