import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const SANE = /^[\w.:=+/-]{1,128}$/
const ID = Symbol('the id of a request')

/** The id of a request: the caller's, where it is short and plain, else a new one; the same however often it is asked. */
export function createRequestIds(): (request: IncomingMessage) => string {
  return (request: IncomingMessage & { [ID]?: string }) => {
    request[ID] ??= given(request) ?? randomUUID()
    return request[ID]
  }
}

function given({ headers }: IncomingMessage): string | null {
  const id = headers['x-request-id']
  return typeof id === 'string' && SANE.test(id) ? id : null
}
