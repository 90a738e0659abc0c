import { CloseCode, MessageType, type Server } from 'graphql-ws'

/** The connection as graphql-ws sees it. */
type Wire = Parameters<Server['opened']>[0]

/** Bytes of a reason that fit into the frame that closes a socket; ws throws on more. */
const MAX_REASON_BYTES = 123
const ONLY_FROM_SERVER: ReadonlySet<unknown> = new Set([MessageType.ConnectionAck, MessageType.Next, MessageType.Error])

/** The id that the client gave to an operation, of the name under which graphql-ws knows it. */
export const clientIdOf = (name: string): string => name.slice(name.indexOf(' ') + 1)

/**
 * Stands between a socket and graphql-ws where that one leaves the protocol. It tells operations apart by their ids alone, so an id
 * that is used again at once after `complete`, as a client may, would end the new operation with the end of the old one and hold
 * its source for ever: each operation gets a name of its own here. And it would close with 4500, as for a bug of the server, on a
 * message that only a server sends.
 */
export function guardProtocol(wire: Wire): Wire {
  /** Of the operations that are open for the client the number, by id, and the other way round. */
  const numbers = new Map<string, number>()
  const ids = new Map<number, string>()
  let last = 0

  const close: Wire['close'] = (code, reason = '') =>
    wire.close(code, Buffer.byteLength(reason) > MAX_REASON_BYTES ? CloseCode[code!] : reason)

  /** Names the operation of a message; null where there is nothing to do about it. */
  const named = (type: unknown, id: string): string | null => {
    const open = numbers.get(id)
    if (type === MessageType.Complete) {
      // Known no more, or never: both sides have to ignore it.
      if (open === undefined) return null
      forget(open)
      return `${open} ${id}`
    }
    if (open !== undefined) {
      close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`)
      return null
    }
    numbers.set(id, ++last)
    ids.set(last, id)
    return `${last} ${id}`
  }

  const forget = (number: number): void => {
    numbers.delete(ids.get(number)!)
    ids.delete(number)
  }

  return {
    protocol: wire.protocol,
    close,
    send(data) {
      const operation = /^\{"id":"(\d+) (?:[^"\\]|\\.)*","type":"(\w+)"/.exec(data)
      if (operation === null) return wire.send(data)
      const number = Number(operation[1])
      // The client has completed it, and may have begun another under the same id.
      if (!ids.has(number)) return Promise.resolve()
      if (operation[2] !== MessageType.Next) forget(number)
      return wire.send(data.replace(/^(\{"id":")\d+ /, '$1'))
    },
    onMessage(receive) {
      wire.onMessage(async (data) => {
        const message = parsed(data)
        if (ONLY_FROM_SERVER.has(message?.type)) return await close(CloseCode.BadRequest, 'Invalid message received')
        const isOfOperation = message?.type === MessageType.Subscribe || message?.type === MessageType.Complete
        // What has another shape graphql-ws refuses.
        if (!isOfOperation || typeof message.id !== 'string' || message.id === '') return await receive(data)
        const name = named(message.type, message.id)
        if (name !== null) await receive(JSON.stringify({ ...message, id: name }))
      })
    },
  }
}

function parsed(data: string): { type?: unknown; id?: unknown } | null {
  try {
    return JSON.parse(data)
  } catch {
    return null
  }
}
