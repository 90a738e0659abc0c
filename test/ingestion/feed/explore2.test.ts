import { readdirSync, readFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'vitest'
import { decode } from '../../../src/ingestion/charset.ts'
import { parseFeed } from '../../../src/ingestion/feed/parse-feed.ts'
const root = '../shared/data/feeds'
const now = new Date('2026-06-01T00:00:00Z')
const read = (f: string) => { try { return parseFeed(decode(readFileSync(f), { kind: 'feed' }).text, { now }) } catch (e) { return null } }
it('compares', () => {
  const out: string[] = []
  let t = 0, tr = 0, l = 0, lr = 0
  for (const f of readdirSync(join(root, 'gofeed'), { recursive: true, encoding: 'utf8' }).sort()) {
    if (!f.endsWith('.xml')) continue
    const j = join(root, 'gofeed', f.replace(/\.xml$/, '.json'))
    if (!existsSync(j)) continue
    const expected = JSON.parse(readFileSync(j, 'utf8'))
    const want = (expected.items ?? expected.entries ?? []) as any[]
    const got = read(join(root, 'gofeed', f))
    want.forEach((w, i) => {
      const g = got?.items[i]?.item
      if (w.title) { t++; if (g?.title === w.title) tr++; else out.push(`TITLE ${f}: ${JSON.stringify(w.title)} got ${JSON.stringify(g?.title)} ${JSON.stringify(got?.rejected)}`) }
      const link = typeof w.link === 'string' ? w.link : w.links?.[0]?.href
      if (link) { l++; if (g?.url === link || g?.url === link + '/') lr++; else out.push(`LINK ${f}: ${link} got ${g?.url} ${JSON.stringify(got?.rejected)}`) }
    })
    if (want.length !== (got ? got.items.length + got.rejected.length : 0)) out.push(`COUNT ${f} ${want.length} ${got?.items.length} ${got?.rejected.length}`)
  }
  out.push(`gofeed titles ${tr}/${t} links ${lr}/${l}`)
  let a = 0, ar = 0
  for (const line of readFileSync(join(root, 'feedparser-sample/expected.jsonl'), 'utf8').trim().split('\n')) {
    const { file, asserts } = JSON.parse(line)
    for (const { path, op, value } of asserts ?? []) {
      if (op !== '==') continue
      const key = path.join('.')
      const m = /^entries\.(\d+)\.(title|link|id|title_detail\.value|description|summary|content\.0\.value|author|published|language)$/.exec(key)
      const fm = key === 'feed.title'
      if (!m && !fm) continue
      const got = read(join(root, 'feedparser-sample', file))
      const g = m ? got?.items[Number(m[1])]?.item as any : null
      const v = fm ? got?.title : m![2]!.startsWith('title') ? g?.title : m![2] === 'link' ? g?.url : m![2] === 'id' ? g?.guid : m![2] === 'author' ? g?.authors?.join() : /desc|summ|cont/.test(m![2]!) ? (g?.html ?? g?.text ?? g?.excerpt) : m![2] === 'published' ? g?.publishedAt : 'x'
      a++
      if (v === value || v === value + '/') ar++
      else out.push(`FP ${file} ${key}: want ${JSON.stringify(value)} got ${JSON.stringify(v)} ${JSON.stringify(got?.rejected)}`)
    }
  }
  out.push(`feedparser ${ar}/${a}`)
  writeFileSync('/tmp/explore2.txt', out.join('\n'))
})
