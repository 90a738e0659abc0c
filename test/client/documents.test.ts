import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { articleDocument, articlesDocument, SilaClient, searchDocument } from '../../client/src/index.ts'
import { type Newsstand, openNewsstand } from '../support/newsstand.ts'

let stand: Newsstand
let client: SilaClient
beforeAll(async () => {
  stand = await openNewsstand()
  client = new SilaClient({ url: `${stand.server.url}/graphql`, webSocketImpl: WebSocket })
})
afterAll(async () => {
  client.close()
  await stand.close()
})

describe('the documents of the client', () => {
  it('give pages of articles both ways, and where to follow from', async () => {
    const { articles } = await client.query(articlesDocument, { first: 2 })
    expect(articles.nodes).toHaveLength(2)
    const next = (await client.query(articlesDocument, { first: 1, after: articles.pageInfo.startCursor })).articles
    expect(next.nodes).toEqual(articles.nodes.slice(1))
    const back = (await client.query(articlesDocument, { last: 1, before: articles.pageInfo.endCursor })).articles
    expect(back.nodes).toEqual(articles.nodes.slice(0, 1))
    await stand.push('rasif', { title: 'خبر بعد الصفحة' })
    for await (const change of client.changes({ after: articles.liveCursor })) {
      if (change.__typename !== 'ArticleIngested') continue
      expect(change.article.title).toBe('خبر بعد الصفحة')
      break
    }
  })

  it('give one article with its text and what it leads to', async () => {
    const { article } = await client.query(articleDocument, { url: 'https://marfa.example/1' })
    expect(article).toMatchObject({ id: stand.ids.whole, direction: 'RTL', story: { id: stand.ids.story } })
    expect(article!.blocks.map(({ direction }) => direction)).toContain('LTR')
    expect(article!.readAlso.map(({ article: known }) => known?.title ?? null)).toEqual([
      'الميناء يفتح رصيفاً ثالثاً للعبارات',
      null,
    ])
    expect((await client.query(articleDocument, { id: 'art_0' })).article).toBeNull()
  })

  it('give what a search finds, with the passages that hold it', async () => {
    const { search } = await client.query(searchDocument, { query: 'الميناء', first: 5 })
    expect(search.totalCount).toBeGreaterThan(1)
    const [{ field, text, ranges }] = search.edges[0]!.highlights as [(typeof search.edges)[0]['highlights'][0]]
    expect(field).toBe('TITLE')
    expect(text.slice(ranges[0]!.start, ranges[0]!.end)).toMatch(/ميناء/)
  })
})
