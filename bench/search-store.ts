import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DataSource } from 'typeorm'
import type { Analyzer } from '../src/arabic/analyzer.ts'
import type { ArticleItem } from '../src/entities/article-item.ts'
import { openEmbeddedDatabase } from '../src/ops/embedded-database.ts'
import { lexemesOf } from '../src/search/lexemes.ts'
import { bundledAnalyzer } from '../src/stores/bundled-analyzer.ts'
import { connect, migrate } from '../src/stores/database.ts'
import { type VariedArticle, variedArticles } from './varied-articles.ts'

/** Rows of one statement. */
const ROWS_AT_ONCE = 1_000
const UNTIL = new Date(Date.UTC(2026, 0, 1))
/** Of the way in which the store is filled: one that was filled in another way is not used. */
const FILLED_AS = 2

/** A store of many articles for search to be measured in, and beside it what PostgreSQL makes of the same texts. */
export interface SearchBench {
  db: DataSource
  url: string
  close(): Promise<void>
}

/**
 * Opens the store of so many varied articles that an earlier run left in the temporary folder, or fills one. In `arabic_text` stand
 * the same texts as `to_tsvector('arabic', …)` with a GIN index, as PostgreSQL's manual has it.
 */
export async function openSearchBench(
  items: readonly ArticleItem[],
  count: number,
  say: (text: string) => void,
): Promise<SearchBench> {
  const folder = join(tmpdir(), 'sila-bench', `search-${count}-${digestOf(items)}`)
  mkdirSync(folder, { recursive: true })
  chmodSync(join(tmpdir(), 'sila-bench'), 0o755)
  chmodSync(folder, 0o755)
  const server = await openEmbeddedDatabase({ dataDir: folder })
  const db = await connect(server.url, { poolSize: 4 })
  const close = async () => {
    await db.destroy()
    await server.close()
  }
  try {
    const [{ whole }] = await db.query(`select to_regclass('bench_whole') is not null as whole`)
    if (!whole) {
      say(`a store of ${count} articles is filled, once, in ${folder}`)
      await migrate(db)
      await fill(db, items, count, say)
    }
    // A later version may have found the store of an earlier one.
    await migrate(db)
    return { db, url: server.url, close }
  } catch (error) {
    await close()
    // What is filled in part is of no use to anybody.
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

function digestOf(items: readonly ArticleItem[]): string {
  const hash = createHash('sha256').update(String(FILLED_AS))
  for (const { title, text } of items) hash.update(`${title}\n${text}\n`)
  return hash.digest('hex').slice(0, 16)
}

async function fill(db: DataSource, items: readonly ArticleItem[], count: number, say: (text: string) => void) {
  const analyzer = await bundledAnalyzer()
  const { halves, articles } = variedArticles(items, count, UNTIL)
  await db.query(`drop table if exists bench_half, arabic_text; truncate article, article_body, article_text cascade;
    create table bench_half (place integer primary key, text text not null, words tsvector not null);
    create table arabic_text (article_id bigint primary key, lexemes tsvector not null);
    create or replace aggregate bench_joined (tsvector) (sfunc = tsvector_concat, stype = tsvector, initcond = '')`)
  for (let at = 0; at < halves.length; at += ROWS_AT_ONCE) {
    await db.query(
      `insert into bench_half select $1 + place - 1, text, to_tsvector('arabic', text)
         from unnest($2::text[]) with ordinality h (text, place)`,
      [at, halves.slice(at, at + ROWS_AT_ONCE)],
    )
  }
  const read = halves.map((text) => ({ text, tokens: analyzer.analyze(text) }))
  await withoutIndexes(db, async () => {
    let rows: VariedArticle[] = []
    let written = 0
    const write = async () => {
      await insertRows(db, analyzer, rows, written, read)
      written += rows.length
      rows = []
      if (written % 20_000 === 0 && written > 0) say(`${written} of ${count}`)
    }
    for (const article of articles) if (rows.push(article) === ROWS_AT_ONCE) await write()
    if (rows.length > 0) await write()
  })
  await db.query('create index arabic_text_lexemes_idx on arabic_text using gin (lexemes)')
  await db.query('update log_head set last_position = $1', [count])
  await db.query('drop table bench_half')
  await db.query('vacuum analyze')
  await db.query('create table bench_whole ()')
}

/** Fills the index of lexemes at the end, which is faster than row by row. */
async function withoutIndexes(db: DataSource, work: () => Promise<void>): Promise<void> {
  const indexes: { name: string; definition: string }[] = await db.query(
    `select indexname as name, indexdef as definition from pg_indexes where tablename = 'article_text' and indexdef ilike '%gin%'`,
  )
  for (const { name } of indexes) await db.query(`drop index ${name}`)
  await work()
  for (const { definition } of indexes) await db.query(definition)
}

/** A text that the analyzer has read. */
type ReadText = Exclude<Parameters<typeof lexemesOf>[1]['title'], string>

async function insertRows(
  db: DataSource,
  analyzer: Analyzer,
  rows: readonly VariedArticle[],
  before: number,
  halves: readonly ReadText[],
): Promise<void> {
  const slugs = rows.map(({ source }) => source.replace(/[\s_]+/g, '-'))
  await db.query(
    `insert into source (slug, name) select distinct s, s from unnest($1::text[]) s on conflict (slug) do nothing`,
    [slugs],
  )
  const parameters = [
    rows.map((_, index) => before + index + 1),
    slugs,
    rows.map(({ title }) => title),
    rows.map(({ publishedAt }) => publishedAt.toISOString()),
    rows.map(({ halves }) => halves.join(' ')),
    rows.map(({ title, halves: places }) =>
      lexemesOf(analyzer, { title, excerpt: null, tags: [], paragraphs: places.map((place) => halves[place]!) }),
    ),
  ]
  const given = `unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[])
    as g (id, slug, title, at, halves, lexemes)`
  const parts = `string_to_table(g.halves, ' ') with ordinality p (half, place) join bench_half h on h.place = p.half::int`
  for (const statement of [
    `insert into article (id, source_id, title, title_key, language, direction, published_at, published_at_precision,
         observed_at, ingested_at, is_late, ingested_position)
       select g.id, o.id, g.title, md5(g.title), 'ar', 'RTL', g.at, 'TIME', g.at, g.at, false, g.id
         from ${given} join source o on o.slug = g.slug`,
    `insert into article_body (article_id, blocks)
       select g.id, (select jsonb_agg(jsonb_build_object('kind', 'PARAGRAPH', 'text', h.text) order by p.place) from ${parts})
         from ${given}`,
    `insert into article_text (article_id, published_at, analyzer_version, lexemes)
       select g.id, g.at, ${analyzer.version}, g.lexemes::tsvector from ${given}`,
    `insert into arabic_text (article_id, lexemes)
       select g.id, to_tsvector('arabic', g.title) || (select bench_joined(h.words order by p.place) from ${parts})
         from ${given}`,
  ]) {
    await db.query(statement, parameters)
  }
}
