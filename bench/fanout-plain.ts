import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { answerCommands, processCommands } from './fanout-child.ts'

/** Nothing but `ws`, in a process that has loaded nothing else. */
const server = createServer()
const webSockets = new WebSocketServer({ server, perMessageDeflate: false })

answerCommands({
  async plain() {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  },
  /** Sends a text so often to everybody who is connected. */
  async broadcast({ count, text }: { count: number; text: string }) {
    const bytes = Buffer.from(text)
    for (let sent = 0; sent < count; sent++) {
      for (const socket of webSockets.clients) socket.send(bytes, { binary: false })
      await new Promise(setImmediate)
    }
  },
  ...processCommands,
})
