import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { DatabaseUnavailable } from './database-unavailable.ts'

// Below the range from which systems take ports for outgoing connections, so that none of those sits on a remembered port.
const LOWEST = 15_433
const HIGHEST = 29_999
const TRIES = 100

/** A port of 127.0.0.1 that nobody listens on: the preferred one if it is free. */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await listen(preferred))) return preferred
  for (let tries = 0; tries < TRIES; tries++) {
    const port = await listen(randomInt(LOWEST, HIGHEST + 1))
    if (port !== undefined) return port
  }
  const port = await listen(0)
  if (port !== undefined) return port
  throw new DatabaseUnavailable(
    'No port of 127.0.0.1 is free for the embedded database: close what holds them, or set DATABASE_URL.',
  )
}

function listen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.on('error', () => resolve(undefined))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      const bound = typeof address === 'object' && address ? address.port : undefined
      server.close(() => resolve(bound))
    })
  })
}
