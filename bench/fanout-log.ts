import type { DataSource } from 'typeorm'
import { LOG_CHANNEL } from '../src/stores/record-writer.ts'
import { wallClock } from './fanout-child.ts'

/** Sources whose articles come in turn; the position of a change modulo this is its source's number. */
export const SOURCES = 10

/** What every client of the measure subscribes to: what a list of news shows. */
export const DOCUMENT = `subscription Live($filter: ArticleFilter, $after: ChangeCursor) {
  articleIngested(filter: $filter, after: $after) {
    cursor at article { id url title excerpt language direction publishedAt source { id name } }
  }
}`

const EXCERPT =
  'قال مسؤول في الوزارة إن العمل في الطريق الجديد يبدأ مطلع الشهر المقبل ويستمر عامين، وإن كلفته لم تحدد بعد. '

/** Appends `$1` articles with their changes as the desk does: in one transaction under the lock of the head of the log. */
const APPEND = `
  with head as (update log_head set last_position = last_position + $1::int returning last_position - $1::int as before),
  made as (
    insert into article (source_id, url, title, title_key, excerpt, language, direction, published_at, published_at_precision,
        observed_at, ingested_at, is_late, ingested_position)
      select s.id, 'https://press.example/' || p, 'افتتاح طريق جديد بين المدينتين #' || lpad(p::text, 9, '0'), 'k' || p, $2,
          'ar', 'RTL', now(), 'TIME', now(), now(), false, p
        from head, lateral generate_series(head.before + 1, head.before + $1::int) p
        join source s on s.slug = 'press-' || p % ${SOURCES}
      returning id, source_id, ingested_position)
  insert into change (position, type, at, article_id, after)
    select m.ingested_position, 'ARTICLE_INGESTED', now(), m.id, jsonb_build_object('articleId', m.id::text,
        'sourceId', m.source_id::text, 'sourceSlug', s.slug, 'tagIds', '[]'::jsonb, 'tagSlugs', '[]'::jsonb, 'language', 'ar',
        'country', null, 'publishedAt', '2026-01-01T00:00:00Z', 'storyId', null, 'hasReadAlso', false, 'isLate', false, 'copyOf', null)
      from made m join source s on s.id = m.source_id`

/** Writes the log that is sent around. */
export class EventWriter {
  /** How many there are: the position of the last. */
  written = 0

  private constructor(readonly db: DataSource) {}

  static async open(db: DataSource): Promise<EventWriter> {
    const slugs = Array.from({ length: SOURCES }, (_, number) => `press-${number}`)
    await db.query('insert into source (slug, name) select s, s from unnest($1::text[]) s', [slugs])
    return new EventWriter(db)
  }

  /** Commits so many events, wakes the tails, and says when they were there to be read. */
  async write(count: number): Promise<number> {
    await this.db.query(APPEND, [count, EXCERPT.repeat(2)])
    const committed = wallClock()
    this.written += count
    await this.db.query(`notify ${LOG_CHANNEL}`)
    return committed
  }

  /** Commits so many events one by one, and says when the first was there to be read. */
  async writeEach(count: number): Promise<number> {
    const first = await this.write(1)
    for (let event = 1; event < count; event++) await this.write(1)
    return first
  }
}
