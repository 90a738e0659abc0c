import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const SANE = /^[\w.:=+/-]{1,128}$/

/** The id of a request: the caller's, where it is short and plain, else a new one; the same however often it is asked. */
export function createRequestIds(): (request: IncomingMessage) => string {
  const known = new WeakMap<IncomingMessage, string>()
  return (request) => {
    const given = request.headers['x-request-id']
    const id = known.get(request) ?? (typeof given === 'string' && SANE.test(given) ? given : randomUUID())
    known.set(request, id)
    return id
  }
}
