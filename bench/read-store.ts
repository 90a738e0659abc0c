import type { DataSource } from 'typeorm'
import type { ArticleItem } from '../src/entities/article-item.ts'
import { openSearchBench, type SearchBench } from './search-store.ts'

/** Tags of the store, and of each article. */
const TAGS = 400
const TAGS_OF_ARTICLE = 5
/** Links of an article to others: those printed on its page, and similar ones. */
const READ_ALSO = 3
const SIMILAR = 5
/** One article in so many begins a story of three. */
const STORY_EVERY = 8

/** Opens the store of so many articles in which search is measured, with addresses, excerpts, tags, links and stories added once. */
export async function openReadBench(
  items: readonly ArticleItem[],
  count: number,
  say: (text: string) => void,
): Promise<SearchBench> {
  const bench = await openSearchBench(items, count, say)
  try {
    const [{ isDressed }] = await bench.db.query(`select to_regclass('bench_dressed') is not null as "isDressed"`)
    if (!isDressed) {
      say('tags, links and stories are added, once')
      await dress(bench.db, count)
    }
    return bench
  } catch (error) {
    await bench.close()
    throw error
  }
}

/** What stands beside an article hangs on its number alone, and spreads evenly but for a few tags that many bear. */
async function dress(db: DataSource, count: number): Promise<void> {
  await db.query('delete from related_link; delete from tagging; delete from tag')
  await db.query('update article set story_id = null; delete from story')
  await db.query(
    `update article a set url = 'https://' || s.slug || '.example/' || a.id, excerpt = left(b.blocks -> 0 ->> 'text', 200)
       from source s, article_body b where s.id = a.source_id and b.article_id = a.id`,
  )
  await db.query(
    `insert into tag (slug, name, kind)
       select 'وسم-' || n, 'وسم ' || n, (array['TOPIC', 'PERSON', 'PLACE', 'ORGANISATION'])[1 + n % 4] from generate_series(0, $1::int - 1) n`,
    [TAGS],
  )
  await db.query(
    `insert into tagging (article_id, tag_id, origin, label, confidence, position)
       select a.id, t.id, 'PUBLISHER', t.name, 1, n from article a cross join generate_series(0, $2::int - 1) n
         join tag t on t.slug = 'وسم-' || ((a.id * (n + 1) * 7919 + n * n * a.id) % ($1 / (1 + n)))
         on conflict do nothing`,
    [TAGS, TAGS_OF_ARTICLE],
  )
  await db.query(
    `insert into related_link (from_id, kind, origin, position, headline, headline_key, article_id, score, observed_at, resolved_at)
       select a.id, case when n <= $2 then 'READ_ALSO' else 'SIMILAR' end, case when n <= $2 then 'PUBLISHER' else 'COMPUTED' end,
              case when n <= $2 then n else n - $2 end, t.title, t.title_key || n, t.id,
              case when n > $2 then 1 - n::real / 20 end, a.ingested_at, a.ingested_at
         from article a cross join generate_series(1, $2::int + $3::int) n
         join article t on t.id = 1 + (a.id * (n * 31 + 1)) % $1::int and t.id <> a.id`,
    [count, READ_ALSO, SIMILAR],
  )
  await db.query(
    `insert into story (title, lead_id, first_seen_at, latest_activity_at, article_count, source_count, cluster)
       select a.title, a.id, a.ingested_at, a.ingested_at, 3, 1, a.id from article a where a.id % $1 = 0 and a.id + 2 <= $2::int`,
    [STORY_EVERY, count],
  )
  await db.query('update article a set story_id = s.id from story s where a.id between s.lead_id and s.lead_id + 2')
  await db.query(
    `update tag t set article_count = c.count from (select tag_id, count(*)::int as count from tagging group by tag_id) c where t.id = c.tag_id`,
  )
  await db.query(
    `update source s set article_count = c.count, last_article_at = c.latest
       from (select source_id, count(*)::int as count, max(published_at) as latest from article group by source_id) c where s.id = c.source_id`,
  )
  await db.query('vacuum analyze')
  await db.query('create table bench_dressed ()')
}
