import type { FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { AppError } from '../errors.ts'
import type { AskedOperation } from './documents/document-gate.ts'

const EVENT_STREAM = 'text/event-stream'
const PARAMETERS = ['documentId', 'query', 'operationName', 'variables', 'extensions'] as const

/** A request that cannot be answered as a stream, with its status. */
export const refusal = (statusCode: number, message: string): Error =>
  Object.assign(new AppError('BAD_USER_INPUT', message), { statusCode })

/** Whether an Accept header lets Server-Sent Events in; without one everything is acceptable (RFC 9110, 12.5.1). */
export function acceptsEvents(accept: string | undefined): boolean {
  if (accept === undefined) return true
  const ranges = accept.split(',').map((range) => range.toLowerCase().replace(/\s/g, '').split(';'))
  // The most specific range decides, also where it says no.
  for (const name of [EVENT_STREAM, 'text/*', '*/*']) {
    const range = ranges.find(([type]) => type === name)
    if (range) return !range.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  }
  return false
}

/** What a request asks to be streamed. Throws with a status where it takes no stream, or has another shape. */
export function readStreamRequest(request: FastifyRequest): AskedOperation {
  if (!acceptsEvents(request.headers.accept)) throw refusal(406, `This address answers with ${EVENT_STREAM}`)
  return readOperation(request)
}

/** What was asked by addresses that come again and again, so many of so many characters. */
const read = new LRUCache<string, AskedOperation>({ max: 1_000 })
const MAX_ADDRESS = 2_048

/** The parameters of GraphQL over HTTP, not to be changed. Throws with a status where they have another shape. */
export function readOperation(request: FastifyRequest): AskedOperation {
  const { method, headers, url } = request
  if (method !== 'GET' || headers['content-type'] !== undefined || url.length > MAX_ADDRESS) return readAnew(request)
  const known = read.get(url) ?? readAnew(request)
  read.set(url, known)
  return known
}

function readAnew({ method, headers, query, body }: FastifyRequest): AskedOperation {
  const given = method === 'GET' ? fromAddress(query as Record<string, unknown>, headers['content-type']) : body
  if (!isRecord(given)) throw refusal(400, 'The body must be a JSON object, sent as application/json')
  const { query: document, documentId, operationName, variables, extensions } = given
  if (document != null && typeof document !== 'string') throw refusal(400, '`query` must be a GraphQL document')
  if (operationName != null && typeof operationName !== 'string') throw refusal(400, '`operationName` must be a string')
  if (variables != null && !isRecord(variables)) throw refusal(400, '`variables` must be an object')
  if (extensions != null && !isRecord(extensions)) throw refusal(400, '`extensions` must be an object')
  if (!document && documentId == null && extensions?.persistedQuery == null) {
    throw refusal(400, 'A request has a `query`, or a `documentId` in its place')
  }
  return { query: document ?? '', documentId, operationName, variables, extensions }
}

function fromAddress(parameters: Readonly<Record<string, unknown>>, contentType: string | undefined): object {
  if (contentType !== undefined && !/^application\/json *(;|$)/i.test(contentType)) {
    throw refusal(415, 'A GET request has no content, or application/json')
  }
  return Object.fromEntries(
    PARAMETERS.map((name) => {
      const value = parameters[name]
      if (Array.isArray(value)) throw refusal(400, `\`${name}\` may be given once`)
      const isJson = name === 'variables' || name === 'extensions'
      return [name, isJson && typeof value === 'string' && value !== '' ? parsed(name, value) : value || undefined]
    }),
  )
}

function parsed(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refusal(400, `\`${name}\` must be JSON`)
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
