import { connect, createServer, type Socket } from 'node:net'

/** Stands between clients and a server, so that a test can cut their connections. */
export interface CutProxy {
  /** The address of the server, by way of the proxy. */
  url: string
  /** Cuts all connections without a word; new ones are refused until `mend`. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

/** Opens a proxy before a server on this machine. */
export async function openCutProxy(serverUrl: string): Promise<CutProxy> {
  const { hostname, port } = new URL(serverUrl)
  const open = new Set<Socket>()
  let broken = false
  const server = createServer((socket) => {
    if (broken) return void socket.destroy()
    const onward = connect(Number(port), hostname)
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      open.add(from)
      from.on('error', () => {})
      from.on('close', () => {
        open.delete(from)
        to.destroy()
      })
      from.pipe(to)
    }
  })
  const cut = () => {
    broken = true
    for (const socket of open) socket.destroy()
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    cut,
    mend() {
      broken = false
    },
    async close() {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
