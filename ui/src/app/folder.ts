// The folder in which a new thread begins: it stands in the address, so that "New thread" leads out of it.
import { useNavigate, useSearchParams } from 'react-router'
import { useFolders } from '../api/threads'
import type { Folder } from '../api/types'
import { closeDrawer } from './panels'

const NAME = 'in'

/** Undefined for none, and for one that is gone. */
export function useFolderOfNew(): Folder | undefined {
  const [asked] = useSearchParams()
  const { data: folders } = useFolders()
  return folders?.find(({ id }) => id === asked.get(NAME))
}

export function useBeginIn(): (folder: Folder) => void {
  const navigate = useNavigate()
  return ({ id }) => {
    closeDrawer()
    void navigate(`/?${NAME}=${id}`)
  }
}
