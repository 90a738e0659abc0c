import { type Newsstand, openNewsstand } from './newsstand.ts'
import type { Words } from './random-operations.ts'
import { AS_ADMIN } from './tiny-server.ts'

/** A newsstand whose pages are full, of articles with as much as may be of everything, and words that lead to them. */
export async function openFullNewsstand(
  settings: Parameters<typeof openNewsstand>[0] = {},
): Promise<Newsstand & { words: Words }> {
  const stand = await openNewsstand(settings)
  const hour = Date.now() - 3_600_000
  const articles = Array.from({ length: 120 }, (_, index) => ({
    title: `خبر رقم ${index} من الميناء`,
    url: `https://rasif.example/many/${index}`,
    text: `في الخبر ${index} عن الميناء كلام كثير.\n\nوفيه فقرة ثانية عن العبارات.`,
    // What stands under every article is taken for the menu of the site.
    tags: Array.from({ length: 30 }, (_, tag) => `وسم ${index * 30 + tag}`),
    publishedAt: new Date(hour - index * 1_000).toISOString(),
    readAlso: Array.from({ length: 12 }, (_, link) => ({
      headline: `خبر رقم ${(index + link + 1) % 100} من الميناء`,
      url: `https://rasif.example/many/${(index + link + 1) % 100}`,
    })),
  }))
  for (const some of [articles.slice(0, 60), articles.slice(60)]) {
    await stand.server.post('/ingest', { source: 'rasif', articles: some }, AS_ADMIN)
  }
  const found = await stand.ask(
    '{ articles(first: 5) { liveCursor nodes { id } pageInfo { endCursor } } tags(first: 3) { nodes { id slug } } }',
  )
  const ids = [found.articles.nodes, found.tags.nodes].flat().flatMap(({ id, slug }) => [id, slug ?? id])
  return Object.assign(stand, {
    words: {
      ids: [...Object.values(stand.ids), ...ids, 'rasif', 'x'],
      texts: ['الميناء', 'خبر', 'العبارات OR كأس', 'ar'],
      urls: ['https://marfa.example/1', 'https://nowhere.example/'],
      cursors: [found.articles.pageInfo.endCursor, 'x'],
      changeCursors: [found.articles.liveCursor, 'x'],
    },
  })
}
