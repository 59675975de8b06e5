// HTTP: one typed client, whose failures are problems that can be shown.
import createClient, { type FetchResponse } from 'openapi-fetch'
import type { paths } from './schema'
import type { Problem } from './types'

export const http = createClient<paths>({ baseUrl: window.location.origin, credentials: 'same-origin' })

/** What this window calls itself, where it must tell its own changes from those of other windows. */
export const WINDOW = Math.random().toString(36).slice(2)

/** What a request was refused with, in words for the person. */
export class Refused extends Error {
  constructor(
    readonly problem: Problem,
    readonly status: number,
  ) {
    super(problem.message)
  }
}

/** No answer at all: the words for it depend on the language, so they are chosen where it is shown. */
export const UNREACHABLE = new Refused({ type: 'unreachable', message: '', hint: '' }, 0)

function problemOf(body: unknown, status: number): Problem {
  if (body && typeof body === 'object' && 'error' in body) return (body as { error: Problem }).error
  return { type: status === 401 ? 'unauthorised' : 'error', message: '', hint: '' }
}

/** What an answer that is not ok, of a plain `fetch`, refused with. */
export async function refusalOf(answer: Response): Promise<Refused> {
  return new Refused(problemOf(await answer.json().catch(() => null), answer.status), answer.status)
}

/** The body of an answer, or a `Refused`. */
export async function ask<T extends Record<string | number, unknown>, O, M extends `${string}/${string}`>(
  request: Promise<FetchResponse<T, O, M>>,
): Promise<NonNullable<FetchResponse<T, O, M>['data']>> {
  const answer = await request.catch(() => {
    throw UNREACHABLE
  })
  if (!answer.response.ok) throw new Refused(problemOf(answer.error, answer.response.status), answer.response.status)
  return answer.data as NonNullable<typeof answer.data>
}
