import http from 'node:http'
import net, { type Socket } from 'node:net'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { hostilePayloads } from './hostile-payloads.ts'
import { listenOn, type Origin, startRawOrigin, startTlsOrigin } from './origins.ts'

/** One origin that means no good, and what a fetch of it must come to: `fresh`, `refused` or the code of its failure. */
export interface HostileOrigin {
  name: string
  url: string
  expected: string
  /** Whether its body is to be read by a parser as well. */
  parsed?: boolean
}

/** The whole zoo, running. */
export interface Zoo {
  hostile: HostileOrigin[]
  /** An origin that always answers at once and well. */
  healthy: string
  /** Every host and port that may be asked; the canary is not among them. */
  opened: string[]
  /** Listens where nobody may get; its connections are counted. */
  canary: Origin
  close(): Promise<void>
}

type Behaviour = (socket: Socket, hits: number) => void
const OK = 'HTTP/1.1 200 OK\r\n'
const say =
  (text: string | Buffer): Behaviour =>
  (socket) =>
    void socket.write(text)
const sayAndClose =
  (text: string | Buffer): Behaviour =>
  (socket) =>
    void socket.end(text)

/** First some text, then a little every 200 ms. */
function drip(start: string, bytes: (at: number) => string | Buffer): Behaviour {
  return (socket) => {
    let at = 0
    socket.write(start)
    const timer = setInterval(() => socket.write(bytes(at++)), 200)
    socket.on('close', () => clearInterval(timer))
  }
}

/** First some text, then as much as the other side takes. */
function flood(start: string, chunk: string): Behaviour {
  const bytes = Buffer.from(chunk.repeat(Math.ceil(65_536 / chunk.length)))
  return (socket) => {
    socket.write(start)
    const pour = () => {
      while (!socket.destroyed && socket.write(bytes));
    }
    socket.on('drain', pour)
    pour()
  }
}

const redirect = (location: string | ((hits: number) => string), status = 302): Behaviour => {
  return (socket, hits) => {
    const to = typeof location === 'string' ? location : location(hits)
    socket.end(`HTTP/1.1 ${status} Found\r\nLocation: ${to}\r\nContent-Length: 0\r\n\r\n`)
  }
}
const body = (bytes: Buffer, encoding: string): Behaviour => {
  const head = `${OK}Content-Encoding: ${encoding}\r\nContent-Length: ${bytes.length}\r\n\r\n`
  return say(Buffer.concat([Buffer.from(head), bytes]))
}

/** Origins that speak HTTP as they please, by what they do. */
function behaviours(canary: Origin): Record<string, [expected: string, behaviour: Behaviour]> {
  const zeros = Buffer.alloc(1_000_000)
  const gzipBomb = Buffer.concat(Array.from({ length: 200 }, () => gzipSync(zeros)))
  const brotliBomb = brotliCompressSync(Buffer.alloc(100_000_000), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })
  const text = Buffer.from('<rss><channel/></rss>')
  const slowGzip = gzipSync(Buffer.from(Array.from({ length: 9_999 }, (_, at) => (at * at) % 251)))
  const at = (host: string) => `http://${host}:${canary.port}/`
  return {
    'a byte every 200 ms': ['TOO_SLOW', drip(`${OK}Content-Length: 99999\r\n\r\n`, () => 'x')],
    'a byte of its header every 200 ms': ['TOO_SLOW', drip(`${OK}X-Slow: `, () => 'x')],
    'a byte of gzip every 200 ms': [
      'TOO_SLOW',
      drip(`${OK}Content-Encoding: gzip\r\n\r\n`, (place) => slowGzip.subarray(place, place + 1)),
    ],
    'headers without end': ['BROKEN_ANSWER', flood(OK, 'X-More: and more\r\n')],
    'one header of 1 MB': ['BROKEN_ANSWER', say(`${OK}X-Long: ${'x'.repeat(1_000_000)}\r\n\r\n`)],
    'trailers without end': [
      'BROKEN_ANSWER',
      flood(`${OK}Transfer-Encoding: chunked\r\n\r\n0\r\n`, 'X-More: and more\r\n'),
    ],
    'a chunk extension without end': ['TOO_LARGE', flood(`${OK}Transfer-Encoding: chunked\r\n\r\n1;x=`, 'xxxx')],
    'chunks of one byte': ['TOO_LARGE', flood(`${OK}Transfer-Encoding: chunked\r\n\r\n`, '1\r\nx\r\n')],
    'a body without end': ['TOO_LARGE', flood(`${OK}\r\n`, 'xxxx')],
    '200 MB in 200 kB of gzip': ['TOO_LARGE', body(gzipBomb, 'gzip')],
    '100 MB in a few bytes of brotli': ['TOO_LARGE', body(brotliBomb, 'br')],
    'gzip in gzip': ['BROKEN_ANSWER', body(gzipSync(gzipBomb), 'gzip')],
    'two encodings': ['BROKEN_ANSWER', body(gzipSync(gzipBomb), 'gzip, gzip')],
    'an unknown encoding': ['BROKEN_ANSWER', body(text, 'compress')],
    'gzip that is none': ['BROKEN_ANSWER', body(text, 'gzip')],
    'too long a length, and silence': ['TOO_SLOW', say(`${OK}Content-Length: 9999\r\n\r\n${'x'.repeat(100)}`)],
    'too long a length': ['BROKEN_ANSWER', sayAndClose(`${OK}Content-Length: 9999\r\n\r\n${text}`)],
    'too short a length': ['BROKEN_ANSWER', say(`${OK}Content-Length: 5\r\n\r\n${text}`)],
    'chunks of garbage': ['BROKEN_ANSWER', say(`${OK}Transfer-Encoding: chunked\r\n\r\n${'zz\r\n'.repeat(99)}`)],
    'a reset midway': [
      'BROKEN_ANSWER',
      (socket) => {
        socket.write(`${OK}Content-Length: 9999\r\n\r\n${text}`)
        setTimeout(() => socket.resetAndDestroy(), 100)
      },
    ],
    'an end before its headers': ['BROKEN_ANSWER', sayAndClose('')],
    'no word': ['TOO_SLOW', () => {}],
    'a redirect to itself': ['TOO_MANY_REDIRECTS', redirect('/')],
    '10,000 redirects': ['TOO_MANY_REDIRECTS', redirect((hits) => `/${hits}`)],
    'slow redirects': [
      'TOO_SLOW|TOO_MANY_REDIRECTS',
      (socket, hits) => void setTimeout(() => redirect(`/${hits}`)(socket, hits), 6_000),
    ],
    'a redirect to 127.0.0.1': ['ADDRESS_REFUSED', redirect(at('127.0.0.1'), 301)],
    'a redirect to a number': ['ADDRESS_REFUSED', redirect(at('2130706433'), 307)],
    'a redirect to octal numbers': ['ADDRESS_REFUSED', redirect(at('0177.0.0.1'), 308)],
    'a redirect to IPv4 within IPv6': ['ADDRESS_REFUSED', redirect(at('[::ffff:127.0.0.1]'), 303)],
    'a redirect to localhost': ['ADDRESS_REFUSED', redirect(at('localhost'))],
    'a redirect to a name of this machine': ['ADDRESS_REFUSED', redirect(at('inside.test'))],
    'a redirect to metadata': ['ADDRESS_REFUSED', redirect('http://169.254.169.254/latest/meta-data/')],
    'a redirect to a file': ['BAD_ADDRESS', redirect('file:///etc/passwd')],
    'a redirect to ftp': ['BAD_ADDRESS', redirect('ftp://news.test/')],
    'a redirect to data': ['BAD_ADDRESS', redirect('data:text/xml,<rss/>')],
    'a redirect with credentials': ['BAD_ADDRESS', redirect(`http://a:b@127.0.0.1:${canary.port}/`)],
    'status 204': ['fresh', say('HTTP/1.1 204 No Content\r\n\r\n')],
    'status 206': ['BROKEN_ANSWER', say('HTTP/1.1 206 Partial Content\r\nContent-Length: 1\r\n\r\nx')],
    'status 304 to who knows nothing': ['BROKEN_ANSWER', say('HTTP/1.1 304 Not Modified\r\n\r\n')],
    'an empty body': ['fresh', say(`${OK}Content-Length: 0\r\n\r\n`)],
    'hints without end': ['BROKEN_ANSWER', flood('', 'HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n')],
    '«continue» without end': ['BROKEN_ANSWER', flood('', 'HTTP/1.1 100 Continue\r\n\r\n')],
    'two answers': ['BROKEN_ANSWER', say(`${OK}Content-Length: 1\r\n\r\na${OK}Content-Length: 1\r\n\r\nb`)],
    'a NUL in its headers': ['BROKEN_ANSWER', say(`${OK}X-Nul: a\0b\r\nContent-Length: 0\r\n\r\n`)],
    'garbage for a status': ['BROKEN_ANSWER', say('HTTP/1.1 two hundred\r\n\r\n')],
    'another protocol': ['BROKEN_ANSWER', say('220 mail.example ESMTP\r\n')],
  }
}

/** A feed of 50 items and 200 kB, packed. */
const ordinary = gzipSync(
  `<rss version="2.0"><channel>${Array.from({ length: 50 }, (_, at) => `<item><title>خبر ${at}</title><description>${`فقرة ${at} `.repeat(200)}</description></item>`).join('')}</channel></rss>`,
)
const serveOrdinary: http.RequestListener = (_request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/rss+xml', 'Content-Encoding': 'gzip' }).end(ordinary)
}

/** Starts all of it on the loopback address. */
export async function startZoo(): Promise<Zoo> {
  const started: Origin[] = []
  const hostile: HostileOrigin[] = []
  const add = (origin: Origin, entry: Omit<HostileOrigin, 'url'>, url = `${origin.url}/`) => {
    started.push(origin)
    hostile.push({ ...entry, url })
  }
  const canary = await listenOn(http.createServer((_request, response) => void response.end('secret')))
  for (const [name, [expected, behaviour]] of Object.entries(behaviours(canary))) {
    let hits = 0
    add(await startRawOrigin((socket) => behaviour(socket, ++hits)), { name, expected })
  }
  for (const [name, { type, body, packed }] of Object.entries(hostilePayloads(canary.url))) {
    const headers = { 'Content-Type': type, ...(packed && { 'Content-Encoding': 'gzip' }) }
    const server = http.createServer((_request, response) => void response.writeHead(200, headers).end(body))
    add(await listenOn(server), { name, expected: 'fresh', parsed: true })
  }
  // With which the other side speaks TLS:
  const silent = await listenOn(
    net.createServer(() => {}),
    'https',
  )
  add(silent, { name: 'no word of TLS', expected: 'TOO_SLOW' })
  const plain = await listenOn(http.createServer(), 'https')
  add(plain, { name: 'HTTP for TLS', expected: 'UNREACHABLE' })
  const healthy = await listenOn(http.createServer(serveOrdinary))
  started.push(healthy)
  const tls = await startTlsOrigin((_request, response) => {
    response.writeHead(301, { Location: `${healthy.url}/` }).end()
  })
  add(tls, { name: 'a redirect from https to http', expected: 'ADDRESS_REFUSED' }, `https://news.test:${tls.port}/`)
  return {
    hostile,
    healthy: `${healthy.url}/`,
    opened: started.flatMap(({ port }) => [`127.0.0.1:${port}`, `news.test:${port}`]),
    canary,
    async close() {
      await Promise.all([canary, ...started].map((origin) => origin.close()))
    },
  }
}
