import { readdirSync, readFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'vitest'
import { decode } from '../../../src/ingestion/charset.ts'
import { NotAFeed, parseFeed } from '../../../src/ingestion/feed/parse-feed.ts'
const root = '../shared/data/feeds'
const now = new Date('2026-06-01T00:00:00Z')
it('explores', () => {
  const out: string[] = []
  for (const set of ['gofeed', 'feedparser-sample', 'feedsmith-references', 'miniflux']) {
    let n = 0, ok = 0, not = 0, bad = 0, items = 0, rej = 0
    for (const f of readdirSync(join(root, set), { recursive: true, encoding: 'utf8' }).sort()) {
      if (!/\.(xml|json)$/.test(f)) continue
      if (f.endsWith('.json') && (existsSync(join(root, set, f.replace(/\.json$/, '.xml'))) || /_expected/.test(f))) continue
      n++
      const d = decode(readFileSync(join(root, set, f)), { kind: 'feed' })
      try {
        const r = parseFeed(d.text, { now, url: 'http://example.org/feed.xml' })
        ok++; items += r.items.length; rej += r.rejected.length
        if (r.rejected.length) out.push(`REJ ${set}/${f}: ${JSON.stringify(r.rejected)}`)
        if (!r.items.length && !r.rejected.length) out.push(`EMPTY ${set}/${f}`)
      } catch (e) {
        if (e instanceof NotAFeed) { not++; out.push(`NOT ${set}/${f}: ${e.message}`) } else { bad++; out.push(`BAD ${set}/${f}: ${(e as Error).stack}`) }
      }
    }
    out.push(`== ${set} ${JSON.stringify({ n, ok, not, bad, items, rej })}`)
  }
  writeFileSync('/tmp/explore.txt', out.join('\n'))
})
