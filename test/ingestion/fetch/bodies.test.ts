import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Fetcher } from '../../../src/ingestion/fetch/fetcher.ts'
import { FETCH_LIMITS, type FetchLimits } from '../../../src/ingestion/fetch/limits.ts'
import { type Origin, startOrigin, startRawOrigin } from '../../support/origins.ts'

/** Bounds small enough to be met in a test. */
const LIMITS: Partial<FetchLimits> = {
  totalMs: 8_000,
  ratioFromBytes: 20_000,
  sizes: {
    ...FETCH_LIMITS.sizes,
    feed: { wireBytes: 10_000, bodyBytes: 50_000, cut: false },
    robots: { wireBytes: 10_000, bodyBytes: 50_000, cut: true },
  },
}
const TEXT = Buffer.from(`<rss>${Array.from({ length: 500 }, (_, at) => `خبر ${at}`).join(' ')}</rss>`)
const open: Origin[] = []
let fetcher: Fetcher
beforeAll(() => {
  fetcher = new Fetcher({ userAgent: 'Sila/1.0.0', allowPrivate: 'all', limits: LIMITS })
})
afterEach(async () => {
  for (const origin of open.splice(0)) await origin.close()
})
afterAll(() => fetcher.close())

async function fetchServed(body: Buffer, headers: Record<string, string> = {}, purpose: 'feed' | 'robots' = 'feed') {
  const origin = await startOrigin((_request, response) => void response.writeHead(200, headers).end(body))
  open.push(origin)
  return await fetcher.fetch({ url: origin.url, purpose })
}
async function fetchRaw(answer: string | Buffer, end = true) {
  const origin = await startRawOrigin((socket) => {
    socket.write(answer)
    if (end) socket.end()
  })
  open.push(origin)
  return await fetcher.fetch({ url: origin.url, purpose: 'feed' })
}
const packed = (encoding: string) => ({ 'Content-Encoding': encoding })

describe('the body of an answer', () => {
  it.each([
    ['nothing', TEXT, {}],
    ['nothing, called identity', TEXT, packed('identity')],
    ['nothing, with the charset in its place', TEXT, packed('UTF-8')],
    ['gzip', gzipSync(TEXT), packed('gzip')],
    ['gzip by its old name', gzipSync(TEXT), packed('X-GZIP')],
    [
      'gzip in two members',
      Buffer.concat([gzipSync(TEXT.subarray(0, 99)), gzipSync(TEXT.subarray(99))]),
      packed('gzip'),
    ],
    ['a gzip file without a word', gzipSync(TEXT), {}],
    ['deflate', deflateSync(TEXT), packed('deflate')],
    ['deflate without its frame', deflateRawSync(TEXT), packed('deflate')],
    ['brotli', brotliCompressSync(TEXT), packed('br')],
  ])('is unpacked: %s', async (_, bytes, headers) => {
    expect(await fetchServed(bytes, headers)).toMatchObject({ kind: 'fresh', body: TEXT, wireBytes: bytes.length })
  })

  it.each([
    ['no byte', Buffer.alloc(0), {}],
    ['no byte, called gzip', Buffer.alloc(0), packed('gzip')],
    ['one byte', Buffer.from('x'), {}],
  ])('may be short: %s', async (_, bytes, headers) => {
    expect(await fetchServed(bytes, headers)).toMatchObject({ kind: 'fresh', body: bytes })
  })

  it.each([
    ['two encodings', gzipSync(gzipSync(TEXT)), packed('gzip, gzip')],
    ['gzip in gzip', gzipSync(gzipSync(TEXT)), packed('gzip')],
    ['a gzip file in brotli', brotliCompressSync(gzipSync(TEXT)), packed('br')],
    ['an encoding that nobody asked for', TEXT, packed('zstd')],
    ['text that is called gzip', TEXT, packed('gzip')],
    ['gzip cut short', gzipSync(TEXT).subarray(0, -9), packed('gzip')],
    ['gzip with a wrong sum', Buffer.concat([gzipSync(TEXT).subarray(0, -8), Buffer.alloc(8)]), packed('gzip')],
    ['brotli cut short', brotliCompressSync(TEXT).subarray(0, -9), packed('br')],
    ['deflate cut short', deflateSync(TEXT).subarray(0, -9), packed('deflate')],
  ])('is refused as broken: %s', async (_, bytes, headers) => {
    expect(await fetchServed(bytes, headers)).toMatchObject({ kind: 'failed', code: 'BROKEN_ANSWER' })
  })

  it.each([
    ['on the wire', Buffer.alloc(10_001, 'x'), {}],
    ['once unpacked', gzipSync(Buffer.alloc(50_001).map((_, at) => at * at)), packed('gzip')],
    ['for its packed size', gzipSync(Buffer.alloc(40_000)), packed('gzip')],
    ['for its packed size, in brotli', brotliCompressSync(Buffer.alloc(40_000)), packed('br')],
  ])('is refused as too large %s', async (_, bytes, headers) => {
    expect(await fetchServed(bytes, headers)).toMatchObject({ kind: 'failed', code: 'TOO_LARGE' })
  })

  it('may be as large as its limit', async () => {
    expect(await fetchServed(Buffer.alloc(10_000, 'x'))).toMatchObject({ kind: 'fresh', wireBytes: 10_000 })
  })

  it.each([
    ['on the wire', Buffer.alloc(200_000, 'x'), {}, 10_000],
    [
      'once unpacked',
      gzipSync(
        Buffer.from(Array.from({ length: 60_000 }, (_, at) => Math.imul(at >> 2, Math.imul(at >> 2, 40_503)) >>> 28)),
      ),
      packed('gzip'),
      50_000,
    ],
  ])('is cut and not refused where the purpose says so: %s', async (_, bytes, headers, length) => {
    const answer = await fetchServed(bytes, headers, 'robots')
    expect(answer).toMatchObject({ kind: 'fresh' })
    expect('body' in answer && answer.body.length).toBe(length)
  })

  it.each([
    ['ends before its length', 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf'],
    ['is longer than its length', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhalf and more'],
    [
      'is longer than its length, and closes',
      'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\nhalf and more',
    ],
    [
      'brings a second answer along',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb',
    ],
    ['has two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'has a length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n',
    ],
    ['ends before its last chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
    ['has garbage for chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nwhat\r\n'],
    [
      'is a part that nobody asked for',
      'HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-3/9\r\nContent-Length: 4\r\n\r\nhalf',
    ],
  ])('is never half of it: one that %s is broken', async (_, answer) => {
    expect(await fetchRaw(answer)).toMatchObject({ kind: 'failed', code: 'BROKEN_ANSWER' })
  })

  it.each([10, 100, 1_000, 1_400])(
    'is whole where its length is said and headers and body come apart: %d words',
    async (words) => {
      const text = 'خبر '.repeat(words)
      const origin = await startOrigin((_request, response) => void response.end(text))
      open.push(origin)
      const fetched = await fetcher.fetch({ url: origin.url, purpose: 'feed' })
      expect(fetched).toMatchObject({ kind: 'fresh', wireBytes: Buffer.byteLength(text) })
    },
  )

  it('counts letters for bytes in its length where a publisher did, and is broken', async () => {
    const text = 'خبر عاجل '.repeat(500)
    const answer = `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${text.length}\r\n\r\n${text}`
    expect(await fetchRaw(answer)).toMatchObject({
      kind: 'failed',
      code: 'BROKEN_ANSWER',
      reason: 'more than its length says',
    })
  })

  it.each([
    ['with its length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole', false],
    ['with its length, and closes', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nwhole', true],
    ['in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nwho\r\n2\r\nle\r\n0\r\n\r\n', false],
    ['until the end of the connection', 'HTTP/1.1 200 OK\r\n\r\nwhole', true],
    ['from an old server', 'HTTP/1.0 200 OK\r\n\r\nwhole', true],
    ['after a hint', 'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole', false],
  ])('is whole %s', async (_, answer, end) => {
    expect(await fetchRaw(answer, end)).toMatchObject({ kind: 'fresh', body: Buffer.from('whole') })
  })
})
