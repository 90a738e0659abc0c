import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import type { FetchRequest } from '../../../src/ingestion/fetch/fetched.ts'
import { Fetcher, type FetcherOptions } from '../../../src/ingestion/fetch/fetcher.ts'
import { userAgent } from '../../../src/ingestion/fetch/request-headers.ts'
import { type Origin, startOrigin, startRawOrigin, startTlsOrigin, TEST_CERTIFICATE } from '../../support/origins.ts'

const AGENT = 'Sila/1.0.0 (+https://news.example)'
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})
function keep<T extends { close(): Promise<void> }>(each: T): T {
  open.push(each)
  return each
}
/** A fetcher for which every name leads to this machine, where just these origins are open. */
function fetcherFor(origins: Origin[], options: Partial<FetcherOptions> = {}): Fetcher {
  const names = ['news.test', 'www.news.test', 'other.test', '127.0.0.1']
  const allowPrivate = origins.flatMap(({ port }) => names.map((name) => `${name}:${port}`))
  const resolve = async () => ['127.0.0.1']
  return keep(new Fetcher({ userAgent: AGENT, allowPrivate, resolve, ca: TEST_CERTIFICATE, ...options }))
}
const feed = (url: string, more: Partial<FetchRequest> = {}): FetchRequest => ({ url, purpose: 'feed', ...more })

describe('a fetch', () => {
  it('gives the body, the headers and the bytes received', async () => {
    const text = '<rss>خبر</rss>'.repeat(100)
    const origin = keep(
      await startOrigin((_request, response) => {
        const packed = gzipSync(text)
        response.writeHead(200, { ETag: 'W/"é-1"', 'X-Many': ['a', 'b'], 'Content-Encoding': 'gzip' }).end(packed)
      }),
    )
    const answer = await fetcherFor([origin]).fetch(feed(`${origin.url}/feed#top`))
    if (answer.kind !== 'fresh') throw new Error(JSON.stringify(answer))
    expect(answer.body.toString()).toBe(text)
    expect(answer).toMatchObject({
      url: `${origin.url}/feed`,
      movedTo: null,
      status: 200,
      wireBytes: gzipSync(text).length,
    })
    expect(answer.headers).toMatchObject({ etag: 'W/"é-1"', 'x-many': 'a, b' })
  })

  it('says who asks and for what, and nothing else', async () => {
    let lines: string[] = []
    const origin = keep(
      await startRawOrigin((socket, head) => {
        lines = head.trim().split('\r\n')
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nSet-Cookie: a=b\r\n\r\n')
      }),
    )
    const fetcher = fetcherFor([origin])
    for (const _ of [1, 2]) await fetcher.fetch({ url: `http://news.test:${origin.port}/a?b=c`, purpose: 'page' })
    expect(lines[0]).toBe('GET /a?b=c HTTP/1.1')
    expect(
      lines
        .slice(1)
        .map((line) => line.toLowerCase())
        .sort(),
    ).toEqual([
      'accept-encoding: gzip, deflate, br',
      'accept: text/html, application/xhtml+xml;q=0.9, */*;q=0.5',
      'connection: keep-alive',
      `host: news.test:${origin.port}`,
      `user-agent: ${AGENT.toLowerCase()}`,
    ])
  })

  it.each(['"plain"', 'W/"weak"', 'no quotes at all', '"é ÿ"', '"a,b"', "'single'"])(
    'sends the validator %s back byte for byte',
    async (etag) => {
      let sent = Buffer.alloc(0)
      const origin = keep(
        await startRawOrigin((socket, head) => {
          sent = Buffer.from(head, 'latin1')
          socket.end('HTTP/1.1 304 Not Modified\r\n\r\n')
        }),
      )
      const lastModified = 'Wed, 31 Feb 2024 25:61:00 +0300 (odd)'
      const answer = await fetcherFor([origin]).fetch(feed(origin.url, { etag, lastModified }))
      expect(answer.kind).toBe('unchanged')
      expect(
        sent.includes(Buffer.from(`\r\nif-none-match: ${etag}\r\nif-modified-since: ${lastModified}\r\n`, 'latin1')),
      ).toBe(true)
    },
  )

  it.each(['"a\r\nX-Injected: yes"', '"خبر"', '"nul\0"', ''])(
    'leaves out the validator %j, which no header can hold',
    async (etag) => {
      let head = ''
      const origin = keep(
        await startRawOrigin((socket, said) => {
          head = said
          socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
        }),
      )
      expect(await fetcherFor([origin]).fetch(feed(origin.url, { etag }))).toMatchObject({ kind: 'fresh' })
      expect(head).not.toMatch(/if-none-match|injected/i)
    },
  )

  it('does not believe «not modified» where nothing was known', async () => {
    const origin = keep(await startOrigin((_request, response) => void response.writeHead(304).end()))
    expect(await fetcherFor([origin]).fetch(feed(origin.url))).toMatchObject({ kind: 'failed', code: 'BROKEN_ANSWER' })
  })

  it.each([400, 403, 404, 410, 429, 500, 503])('gives status %d as a refusal, with its headers', async (status) => {
    const origin = keep(
      await startOrigin(
        (_request, response) => void response.writeHead(status, { 'Retry-After': '120' }).end('x'.repeat(99_999)),
      ),
    )
    const answer = await fetcherFor([origin]).fetch(feed(origin.url))
    expect(answer).toMatchObject({ kind: 'refused', status, headers: { 'retry-after': '120' } })
  })

  it('asks over TLS with the name of the site, and knows who answers', async () => {
    const origin = keep(await startTlsOrigin((request, response) => void response.end(request.headers.host)))
    const fetcher = fetcherFor([origin])
    const answer = await fetcher.fetch(feed(`https://news.test:${origin.port}/`))
    expect(answer).toMatchObject({ kind: 'fresh', body: Buffer.from(`news.test:${origin.port}`) })
    for (const name of ['other.test', '127.0.0.1']) {
      const other = await fetcher.fetch(feed(`https://${name}:${origin.port}/`))
      expect(other, name).toMatchObject({ kind: 'failed', code: 'UNREACHABLE', reason: expect.stringContaining('TLS') })
    }
    const stranger = fetcherFor([origin], { ca: undefined })
    expect(await stranger.fetch(feed(`https://news.test:${origin.port}/`))).toMatchObject({ code: 'UNREACHABLE' })
  })

  it('posts a form', async () => {
    const said: string[] = []
    const origin = keep(
      await startOrigin((request, response) => {
        request.on('data', (chunk) => said.push(`${request.method} ${request.headers['content-type']} ${chunk}`))
        request.on('end', () => response.writeHead(202).end())
      }),
    )
    const answer = await fetcherFor([origin]).fetch({
      url: origin.url,
      purpose: 'hub',
      form: { 'hub.mode': 'subscribe', 'hub.topic': 'https://news.example/؟' },
    })
    expect(answer).toMatchObject({ kind: 'fresh', status: 202 })
    const form = 'hub.mode=subscribe&hub.topic=https%3A%2F%2Fnews.example%2F%D8%9F'
    expect(said).toEqual([`POST application/x-www-form-urlencoded ${form}`])
  })

  it('tells apart what has no name, no server and no address', async () => {
    const origin = await startOrigin(() => {})
    const fetcher = fetcherFor([origin], {
      resolve: async (name) => {
        if (name === 'empty.test') return []
        throw Object.assign(new Error(name), { code: name === 'busy.test' ? 'EAI_AGAIN' : 'ENOTFOUND' })
      },
    })
    await origin.close()
    const cases = [
      ['http://nobody.test/', 'NAME_NOT_FOUND'],
      ['http://empty.test/', 'NAME_NOT_FOUND'],
      ['http://busy.test/', 'UNREACHABLE'],
      [`${origin.url}/`, 'UNREACHABLE'],
      ['/feed', 'BAD_ADDRESS'],
      ['', 'BAD_ADDRESS'],
    ] as const
    for (const [url, code] of cases)
      expect(await fetcher.fetch(feed(url)), url).toMatchObject({ kind: 'failed', code, url })
  })

  it('goes to the next address of a name where one does not answer', async () => {
    const origin = keep(await startOrigin((_request, response) => void response.end('ok')))
    const fetcher = fetcherFor([origin], { resolve: async () => ['::1', '127.0.0.1'] })
    expect(await fetcher.fetch(feed(`http://news.test:${origin.port}/`))).toMatchObject({ kind: 'fresh' })
  })

  it('ends when its caller gives up, and when the fetcher closes', async () => {
    let came = () => {}
    const arrived = () => new Promise<void>((resolve) => (came = resolve))
    const origin = keep(await startOrigin(() => came()))
    const fetcher = fetcherFor([origin])
    const caller = new AbortController()
    let there = arrived()
    const first = fetcher.fetch(feed(origin.url, { signal: caller.signal }))
    await there
    caller.abort()
    expect(await first).toMatchObject({ kind: 'failed', code: 'UNREACHABLE' })
    there = arrived()
    const second = fetcher.fetch(feed(origin.url))
    await there
    await fetcher.close()
    expect(await second).toMatchObject({ kind: 'failed', code: 'UNREACHABLE' })
    expect(await fetcher.fetch(feed(origin.url))).toMatchObject({ kind: 'failed', code: 'UNREACHABLE' })
  })

  it('obeys no proxy of the environment', async () => {
    const proxy = keep(await startOrigin((_request, response) => void response.end('proxied')))
    const origin = keep(await startOrigin((_request, response) => void response.end('direct')))
    const before = process.env.HTTP_PROXY
    process.env.HTTP_PROXY = proxy.url
    try {
      expect(await fetcherFor([origin]).fetch(feed(origin.url))).toMatchObject({ body: Buffer.from('direct') })
    } finally {
      if (before === undefined) delete process.env.HTTP_PROXY
      else process.env.HTTP_PROXY = before
    }
    expect(proxy.connections).toBe(0)
  })
})

describe('the name by which the server goes', () => {
  it('tells publishers where to reach its operator', () => {
    const version = '1.2.3'
    const name = (contact: string | null, publicUrl: string | null) => userAgent({ version, contact, publicUrl })
    expect(name('ops@news.example', 'https://news.example')).toBe('Sila/1.2.3 (+ops@news.example)')
    expect(name(null, 'https://news.example')).toBe('Sila/1.2.3 (+https://news.example)')
    expect(name(null, null)).toBe('Sila/1.2.3')
    expect(name('قسم\r\nX: y (z)', null)).toBe('Sila/1.2.3 (+X: y  z)')
  })
})
