// One subscription over a connection of its own, in as little code as reads every event: what a thousand of a load can afford.
import { request } from 'node:http'
import WebSocket from 'ws'

/**
 * Subscribes over a WebSocket. `next` gets each message that tells an event, `ended` once a close code or the code of an error.
 * Gives the socket, and how to cut it without a word, by a reset or by the end of TCP.
 */
export function overWebSocket({ url, key, query, after }, { next, ended }) {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws', {
    perMessageDeflate: false,
  })
  const say = (message) => socket.send(JSON.stringify(message))
  let fault = null
  socket.on('open', () => say({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }))
  socket.on('message', (data) => {
    if (data.subarray(0, 64).includes('"type":"next"')) return next(data)
    const { type, payload } = JSON.parse(data)
    if (type === 'connection_ack') say({ id: '1', type: 'subscribe', payload: { query, variables: { after } } })
    if (type !== 'error' && type !== 'complete') return
    fault = payload?.[0]?.extensions?.code ?? type
    socket.close()
  })
  socket.on('error', () => {})
  socket.on('close', (code) => ended(fault ?? code))
  const cut = (reset) => {
    if (reset) socket._socket?.resetAndDestroy()
    socket.terminate()
  }
  return { socket, cut }
}

/**
 * Subscribes by Server-Sent Events and comes back as a browser does: with what it asked at first, and the last id in a header.
 * `ended` gets the status of an answer that is no stream, `complete`, or 0 where the stream broke.
 */
export function overStream({ url, key, query, after, lastEventId }, { next, position, ended }) {
  const headers = {
    accept: 'text/event-stream',
    'content-type': 'application/json',
    authorization: `Bearer ${key}`,
    ...(lastEventId === null ? {} : { 'last-event-id': lastEventId }),
  }
  const sent = request(`${url}/graphql/stream`, { method: 'POST', agent: false, headers })
  let fault = 0
  const dispatch = (block) => {
    const text = block.toString('latin1')
    const id = /^id: (.*)$/m.exec(text)?.[1] ?? null
    if (/^event: next$/m.test(text)) next(block, id)
    else if (/^event: complete$/m.test(text)) fault = 'complete'
    else if (id !== null) position(id)
  }
  sent.on('response', (response) => {
    if (response.statusCode !== 200) fault = response.statusCode
    let rest = Buffer.alloc(0)
    response.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk])
      for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
        dispatch(rest.subarray(0, end))
        rest = rest.subarray(end + 2)
      }
    })
    response.on('error', () => {})
  })
  sent.on('error', () => {})
  sent.on('close', () => ended(fault))
  sent.end(JSON.stringify({ query, variables: { after } }))
  const cut = (reset) => {
    if (reset) sent.socket?.resetAndDestroy()
    sent.destroy()
  }
  return { cut }
}
