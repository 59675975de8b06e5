// Where everything lies on disk, and how far a move of it is.
import { useQuery } from '@tanstack/react-query'
import { ask, http } from './client'
import { keys, queries } from './queries'
import type { DataFolder } from './types'

// While it is copied, one watches it.
const AGAIN = 700

export function useDataFolder() {
  return useQuery({
    queryKey: keys.dataFolder,
    queryFn: () => ask(http.GET('/api/v0/data-folder')),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.moving?.status === 'copying' ? AGAIN : false),
  })
}

export function placeFolder(folder: DataFolder): void {
  queries.setQueryData<DataFolder>(keys.dataFolder, folder)
}
