import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** One request as the publisher's log has it. */
export interface StubRequest {
  /** By the clock of the origin. */
  at: number
  /** Without port. */
  host: string
  path: string
  etag: string | null
  lastModified: string | null
  headers: IncomingMessage['headers']
}

/** What the publisher answers. */
export interface StubAnswer {
  status?: number
  headers?: Record<string, string>
  body?: string | Buffer
  /** In real time. */
  delayMs?: number
}

export type StubHandler = (request: StubRequest) => StubAnswer | Promise<StubAnswer>

/** A web server of many hosts on one port of 127.0.0.1, which keeps a log and counts what is under way at once at each. */
export class StubOrigin {
  readonly requests: StubRequest[] = []
  readonly mostAtOnce = new Map<string, number>()
  readonly #atOnce = new Map<string, number>()
  readonly #handlers = new Map<string, StubHandler>()
  readonly #server: Server

  private constructor(private readonly now: () => Date) {
    this.#server = createServer((request, response) => void this.#answer(request, response))
    this.#server.keepAliveTimeout = 500
  }

  static async open(now: () => Date = () => new Date()): Promise<StubOrigin> {
    const origin = new StubOrigin(now)
    await new Promise<void>((resolve) => origin.#server.listen(0, '127.0.0.1', resolve))
    return origin
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Leads every name here. */
  readonly resolve = async (): Promise<readonly string[]> => ['127.0.0.1']

  url(host: string, path = '/feed'): string {
    return `http://${host}:${this.port}${path}`
  }

  on(host: string, handler: StubHandler): void {
    this.#handlers.set(host, handler)
  }

  /** The requests of a host, or of a path of it. */
  log(host: string, path?: string): StubRequest[] {
    return this.requests.filter((request) => request.host === host && (path === undefined || request.path === path))
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = (request.headers.host ?? '').split(':')[0]!
    const underWay = (this.#atOnce.get(host) ?? 0) + 1
    this.#atOnce.set(host, underWay)
    this.mostAtOnce.set(host, Math.max(this.mostAtOnce.get(host) ?? 0, underWay))
    try {
      const { 'if-none-match': etag = null, 'if-modified-since': lastModified = null } = request.headers
      const asked = {
        at: this.now().getTime(),
        host,
        path: request.url ?? '/',
        etag,
        lastModified,
        headers: request.headers,
      }
      this.requests.push(asked)
      const answer = (await this.#handlers.get(host)?.(asked)) ?? { status: 404 }
      if (answer.delayMs !== undefined) await sleep(answer.delayMs)
      response.sendDate = false
      response.writeHead(answer.status ?? 200, { date: this.now().toUTCString(), ...answer.headers })
      response.end(answer.body ?? '')
    } finally {
      this.#atOnce.set(host, this.#atOnce.get(host)! - 1)
    }
  }
}

/** An item of a feed as a test thinks of it. */
export interface StubItem {
  guid: string
  title: string
  url: string
  text: string
  at: Date
}

/** Text beyond what counts as a teaser. */
export const longText = (about: string): string =>
  `${about}: ${'نص الخبر كما كتبه المحرر في يومه وفيه تفاصيل كثيرة. '.repeat(14)}`

/** A feed's body in RSS 2.0, the latest item on top. */
export function rss(title: string, items: readonly StubItem[], channel = ''): string {
  const entries = [...items].reverse().map(
    (item) => `<item><guid isPermaLink="false">${item.guid}</guid><title>${item.title}</title><link>${item.url}</link>
<pubDate>${item.at.toUTCString()}</pubDate><content:encoded><![CDATA[<p>${item.text}</p>]]></content:encoded></item>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>${title}</title>
<link>https://example.com/</link><description>${title}</description>${channel}${entries.join('\n')}</channel></rss>`
}
