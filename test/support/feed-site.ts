import type { DataSource } from 'typeorm'
import { FeedDesk } from '../../src/ingestion/discover/feed-desk.ts'
import type { DiscoverTools } from '../../src/ingestion/discover/probe.ts'
import { Fetcher } from '../../src/ingestion/fetch/fetcher.ts'
import { readPayload } from '../../src/ingestion/worker/read-payload.ts'
import { longText, rss, type StubAnswer, StubOrigin } from './stub-origin.ts'

/** When the items of these feeds were published. */
const AT = new Date('2026-03-09T08:00:00Z')

/** Web sites of a test on one port, and the real way to them; parsers run without processes of their own. */
export class FeedSite {
  readonly fetcher: Fetcher
  readonly tools: DiscoverTools

  private constructor(readonly origin: StubOrigin) {
    this.fetcher = new Fetcher({ userAgent: 'Sila/test', allowPrivate: 'all', resolve: origin.resolve })
    this.tools = {
      fetch: (request) => this.fetcher.fetch(request),
      parse: async (task) => readPayload(task),
      now: () => new Date(),
    }
  }

  static async open(): Promise<FeedSite> {
    return new FeedSite(await StubOrigin.open())
  }

  /** What a host answers by path; nothing else is there. */
  serve(host: string, paths: Record<string, StubAnswer | string>): void {
    this.origin.on(host, ({ path }) => {
      const answer = paths[path]
      return answer === undefined ? { status: 404 } : typeof answer === 'string' ? { body: answer } : answer
    })
  }

  url(host: string, path: string): string {
    return this.origin.url(host, path)
  }

  desk(db: DataSource): FeedDesk {
    return new FeedDesk(db.manager, this.tools)
  }

  async close(): Promise<void> {
    await this.fetcher.close()
    await this.origin.close()
  }
}

/** An RSS feed of so many items. */
export const feedOf = (title: string, count = 3, channel = ''): string =>
  rss(
    title,
    Array.from({ length: count }, (_, index) => ({
      guid: `${title}-${index}`,
      title: `${title}: خبر رقم ${index + 1}`,
      url: `https://example.com/${encodeURIComponent(title)}/${index}`,
      text: longText(`الخبر ${index}`),
      at: new Date(AT.getTime() + index * 60_000),
    })),
    channel,
  )

/** A page with what stands in its head and body. */
export const pageOf = (head: string, body = ''): StubAnswer => ({
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!DOCTYPE html><html lang="ar"><head><title>موقع</title>${head}</head><body><p>مرحبا</p>${body}</body></html>`,
})
