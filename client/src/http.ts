import { type ErrorInfo, Fault, faultOfErrors, faultOfStatus } from './failure.ts'
import type { Operation } from './transport.ts'

/** How an operation is posted. */
interface Posting {
  readonly url: string
  readonly fetch: typeof fetch
  /** The media type asked for. */
  readonly accept: string
  readonly authorization: string | undefined
  readonly signal: AbortSignal
}

/** Posts an operation and gives the answer, not read yet. A status of failure is a Fault, by the errors in it where there are some. */
export async function post(operation: Operation, posting: Posting): Promise<Response> {
  const { url, fetch, accept, authorization, signal } = posting
  const headers: Record<string, string> = { 'content-type': 'application/json', accept }
  if (authorization !== undefined) headers.authorization = authorization
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(operation), signal })
  if (!response.ok) throw await faultOfResponse(response)
  return response
}

async function faultOfResponse(response: Response): Promise<Fault> {
  const plain = faultOfStatus(response.status, response.headers.get('retry-after'))
  const errors = await errorsOf(response)
  if (errors === undefined) return plain
  const told = faultOfErrors(errors)
  return new Fault(told.kind, told.error, Math.max(told.waitMs, plain.waitMs))
}

/** The errors of GraphQL in a body; undefined where it is something else, such as the page of a proxy. */
async function errorsOf(response: Response): Promise<readonly ErrorInfo[] | undefined> {
  try {
    const { errors } = (await response.json()) as { errors?: readonly ErrorInfo[] }
    return errors?.[0]?.extensions?.code === undefined ? undefined : errors
  } catch {
    return undefined
  }
}
