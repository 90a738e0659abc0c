import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import net, { type AddressInfo, type Server, type Socket } from 'node:net'

const tlsFile = (name: string) => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8')
/** Of news.test and its subdomains; tests hand it to the fetcher as `ca`. */
export const TEST_CERTIFICATE = tlsFile('certificate.pem')
export const TEST_TLS = { cert: TEST_CERTIFICATE, key: tlsFile('key.pem') }

/** A server on 127.0.0.1 that counts its connections. */
export interface Origin {
  port: number
  /** Address of the server under the loopback address. */
  url: string
  connections: number
  close(): Promise<void>
}

/** Listens on a free port of the loopback address; `close` cuts whoever is connected. */
export async function listenOn<S extends Server>(server: S, scheme = 'http'): Promise<Origin> {
  const sockets = new Set<Socket>()
  const origin: Origin = {
    port: 0,
    url: '',
    connections: 0,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  server.on('connection', (socket: Socket) => {
    origin.connections++
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin.port = (server.address() as AddressInfo).port
  origin.url = `${scheme}://127.0.0.1:${origin.port}`
  return origin
}

/** A server that speaks HTTP. */
export async function startOrigin(answer: http.RequestListener): Promise<Origin> {
  return await listenOn(http.createServer(answer))
}

/** One that speaks it over TLS, as news.test. */
export async function startTlsOrigin(answer: http.RequestListener): Promise<Origin> {
  return await listenOn(https.createServer(TEST_TLS, answer), 'https')
}

/** One that is given the connection once the request's head has come, and says what it likes. */
export async function startRawOrigin(answer: (socket: Socket, head: string) => void): Promise<Origin> {
  return await listenOn(
    net.createServer((socket) => {
      let head = ''
      const take = (chunk: Buffer) => {
        head += chunk.toString('latin1')
        if (!head.includes('\r\n\r\n')) return
        socket.off('data', take).resume()
        answer(socket, head)
      }
      socket.on('data', take)
    }),
  )
}
