// Exports as the person asks for them: made, then saved or printed; and whether the import is open.
import { useMemo } from 'react'
import { create } from 'zustand'
import { download, makeExport, print, type Format, type Which } from '../api/exchange'
import { useStatus } from '../api/queries'
import { i18n } from './i18n'
import { tell, tellError } from './toasts'

/** Formats, and what the browser does in place of a PDF where nothing makes one. */
export type Way = Format | 'print'

const SOON = 700

/** The ways that there are: a PDF where the window makes it, or the browser's print dialog for a single thread. */
export function useWays(which: Which): Way[] {
  const { data: status } = useStatus()
  const single = which.threads?.length === 1
  return useMemo(() => {
    const paper: Way[] = status?.makes_pdf ? ['pdf'] : single && status && !status.has_window ? ['print'] : []
    return ['markdown', 'html', ...paper, 'txt', 'json']
  }, [status, single])
}

export async function exportThreads(way: Way, which: Which): Promise<void> {
  const patience = setTimeout(() => tell({ title: i18n.t('export_making') }), SOON)
  try {
    const made = await makeExport(way === 'print' ? 'html' : way, which)
    if (way === 'print') print(made)
    else download(made)
  } catch (error) {
    tellError(error)
  } finally {
    clearTimeout(patience)
  }
}

interface Importing {
  open: boolean
}

export const useImporting = create<Importing>(() => ({ open: false }))

export function openImport(): void {
  useImporting.setState({ open: true })
}
