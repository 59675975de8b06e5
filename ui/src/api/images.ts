// Pictures as the server keeps them, each under what its bytes are.
import { queryOptions } from '@tanstack/react-query'
import { refusalOf, UNREACHABLE } from './client'
import type { ImagePart } from './types'

export function imageUrl({ id }: ImagePart): string {
  return `/api/v0/images/${id}`
}

async function fetched(url: string, order?: RequestInit): Promise<Response> {
  const answer = await fetch(url, order).catch(() => {
    throw UNREACHABLE
  })
  if (!answer.ok) throw await refusalOf(answer)
  return answer
}

/** Stores a picture, a PNG or a JPEG; raises a `Refused`. */
export async function storeImage(name: string, content: Blob): Promise<ImagePart> {
  const answer = await fetched(`/api/v0/images?${new URLSearchParams({ name })}`, { method: 'POST', body: content })
  return answer.json()
}

/** The bytes of a picture, which never change. */
export function contentOf(image: ImagePart) {
  return queryOptions({
    queryKey: ['picture', image.id],
    queryFn: async (): Promise<Blob> => (await fetched(imageUrl(image))).blob(),
    staleTime: Infinity,
  })
}
