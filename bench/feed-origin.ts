import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ArticleItem } from '../src/entities/article-item.ts'

/** Items of one feed, as busy publishers show them. */
export const ITEMS_A_FEED = 25

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
const element = (name: string, text: string | null | undefined): string =>
  text ? `<${name}>${escaped(text)}</${name}>` : ''

/** A body as publishers write it: paragraphs of HTML. */
const htmlOf = ({ html, text }: ArticleItem): string =>
  html ??
  (text ?? '')
    .split(/\n+/)
    .map((line) => `<p>${escaped(line)}</p>`)
    .join('\n')

function itemXml(item: ArticleItem): string {
  return `<item>${element('title', item.title)}${element('link', item.url)}${element('guid', item.guid ?? item.url)}${element(
    'description',
    item.excerpt,
  )}<content:encoded><![CDATA[${htmlOf(item).replaceAll(']]>', ']]&gt;')}]]></content:encoded>${element(
    'pubDate',
    item.publishedAt && new Date(item.publishedAt).toUTCString(),
  )}${(item.authors ?? []).map((author) => element('dc:creator', author)).join('')}${(item.tags ?? [])
    .map((tag) => element('category', tag))
    .join('')}</item>`
}

/** The articles as RSS documents, each of one publisher. */
export function feedsOf(articles: readonly ArticleItem[]): { source: string; xml: string; items: number }[] {
  const bySource = new Map<string, ArticleItem[]>()
  for (const item of articles) {
    const source = item.source ?? 'press'
    bySource.set(source, [...(bySource.get(source) ?? []), item])
  }
  return [...bySource].flatMap(([source, items]) =>
    Array.from({ length: Math.ceil(items.length / ITEMS_A_FEED) }, (_, number) => {
      const part = items.slice(number * ITEMS_A_FEED, (number + 1) * ITEMS_A_FEED)
      const xml = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>${element(
        'title',
        source,
      )}<language>ar</language>${part.map(itemXml).join('')}</channel></rss>`
      return { source, xml, items: part.length }
    }),
  )
}

/** As a process of its own: is sent the documents, serves them at /0, /1, … and says its port. Ends with its parent. */
if (process.send !== undefined && process.argv[1] === import.meta.filename) {
  process.on('disconnect', () => process.exit())
  process.once('message', (documents: string[]) => {
    const server = createServer((request, response) => {
      const body = documents[Number(request.url?.slice(1))]
      response
        .writeHead(body === undefined ? 404 : 200, {
          'content-type': 'application/rss+xml; charset=utf-8',
          etag: '"1"',
        })
        .end(body)
    })
    server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port))
  })
}
