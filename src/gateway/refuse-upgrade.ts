import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { messageAr } from './message-ar.ts'

/** Header fields as they stand on the wire. */
export const fieldLines = (fields: Readonly<Record<string, string>>): string[] =>
  Object.entries(fields).map(([name, value]) => `${name}: ${value}`)

/** Answers an upgrade request over HTTP, and ends the connection. */
export function refuseUpgrade(
  socket: Duplex,
  status: number,
  code: string,
  requestId: string,
  fields: Readonly<Record<string, string>>,
): void {
  const message = STATUS_CODES[status] ?? 'Refused'
  const body = JSON.stringify({ errors: [{ message, extensions: { code, requestId, messageAr: messageAr(code) } }] })
  const head = [
    `HTTP/1.1 ${status} ${message}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    ...fieldLines(fields),
    'Connection: close',
  ]
  // The other side may be gone already.
  socket.on('error', () => {})
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
