import type { DataSource } from 'typeorm'

type Row = Record<string, unknown>

/** What each column refers to; a computed link also bears its target's id in place of an address. */
const REFERENCES: Readonly<Record<string, string>> = {
  article_id: 'article',
  articleId: 'article',
  from_id: 'article',
  replaced_by_id: 'article',
  copy_of_id: 'article',
  lead_id: 'article',
  story_id: 'story',
  storyId: 'story',
  merged_into_id: 'story',
  source_id: 'source',
  sourceId: 'source',
  tag_id: 'tag',
  tagIds: 'tag',
  link_id: 'related_link',
  revision_id: 'revision',
}

/** The published record with ids that say only which row in order it is: equal where the same was decided in the same order. */
export async function recordOf(db: DataSource): Promise<Record<string, Row[]>> {
  const read = async (table: string, order: string): Promise<Row[]> =>
    (await db.query(`select to_jsonb(t) as row from ${table} t order by ${order}`)).map(({ row }: { row: Row }) => row)
  const tables: Record<string, Row[]> = {
    source: await read('source', 'id'),
    article: await read('article', 'id'),
    tag: await read('tag', 'id'),
    related_link: await read('related_link', 'id'),
    revision: await read('revision', 'id'),
    story: await read('story', 'id'),
    article_analysis: await read('article_analysis', 'position'),
    article_text: await read('article_text', 'article_id'),
    former_text: await read('former_text', 'article_id, until_position'),
    article_body: await read('article_body', 'article_id'),
    article_key: await read('article_key', 'article_id, key'),
    observation: await read('observation', 'article_id, channel, digest'),
    tagging: await read('tagging', 'article_id, position'),
    change: await read('change', 'position'),
    log_head: await read('log_head', 'id'),
  }
  const ranks = new Map<string, Map<string, number>>()
  for (const [table, rows] of Object.entries(tables)) {
    ranks.set(table, new Map(rows.map(({ id }, index) => [String(id), index + 1])))
  }
  const rank = (table: string, id: unknown) => (id === null ? null : `${table} ${ranks.get(table)!.get(String(id))}`)
  const renamed = (value: unknown, table: string): unknown => {
    if (Array.isArray(value)) return value.map((each) => renamed(each, table))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => {
        const of = name === 'id' ? table : REFERENCES[name]
        if (of === undefined) return [name, renamed(each, table)]
        return [name, Array.isArray(each) ? each.map((id) => rank(of, id)) : rank(of, each)]
      }),
    )
  }
  const record = Object.fromEntries(
    Object.entries(tables).map(([table, rows]) => [table, rows.map((row) => renamed(row, table) as Row)]),
  )
  for (const link of record.related_link!) {
    if (link.origin === 'COMPUTED') link.address_key = rank('article', link.address_key)
  }
  for (const source of record.source!) delete source.created_at
  for (const head of record.log_head!) delete head.epoch
  return record
}
