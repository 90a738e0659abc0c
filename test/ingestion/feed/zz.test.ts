import { it } from 'vitest'
import { parseFeed } from '../../../src/ingestion/feed/parse-feed.ts'
import { splitFeed } from '../../../src/ingestion/feed/split-feed.ts'
const rss = (items: string, channel = '') => `<rss version="2.0"><channel>${channel}${items}</channel></rss>`
it('x', () => {
    const hostile = [
      '<item><![CDATA['.repeat(60_000),
      '<item><!--'.repeat(60_000),
      '<item '.repeat(60_000),
      `<item a="${'<item '.repeat(60_000)}`,
    ]
    for (const h of hostile) {
      let t = performance.now(); const s = splitFeed(rss(h)); console.log(s.pieces.length, performance.now() - t)
      t = performance.now(); const r = parseFeed(rss(h), { now: new Date() }); console.log(r.items.length, r.rejected[0], performance.now() - t)
    }
})
