import type { EntityManager } from 'typeorm'
import type { Block } from '../entities/delivered-article.ts'
import { select } from './database.ts'

/** A published article as the analyzer reads it. */
export interface PrintedArticle {
  id: string
  publishedAt: Date
  title: string
  excerpt: string | null
  /** Labels of the tags that it shows, in their order. */
  tags: string[]
  /** Null of an article without a body. */
  blocks: Pick<Block, 'kind' | 'text'>[] | null
}

const PRINTED = `
  select a.id, a.published_at as "publishedAt", a.title, a.excerpt,
    array(select g.label from tagging g where g.article_id = a.id and g.origin <> 'SITE_MENU' order by g.position) as tags,
    (select json_agg(json_build_object('kind', b.block -> 'kind', 'text', b.block -> 'text') order by b.place)
       from article_body t cross join jsonb_array_elements(t.blocks) with ordinality b (block, place)
      where t.article_id = a.id) as blocks
    from article a`

/** Texts of stored articles, for whoever analyses them again. */
export class PrintedTextStore {
  constructor(private readonly manager: EntityManager) {}

  /** The published ones of the articles that were admitted after an article, in the order of their admission, at most so many. */
  async after(id: string, limit: number): Promise<PrintedArticle[]> {
    return await select(this.manager, `${PRINTED} where a.id > $1 and a.status = 'PUBLISHED' order by a.id limit $2`, [
      id,
      limit,
    ])
  }

  /** The article before the last so many that were admitted; 0 where there are no more. */
  async beforeLatest(count: number): Promise<string> {
    const [row] = await select<{ id: string }>(
      this.manager,
      'select id from article order by id desc offset $1 limit 1',
      [count],
    )
    return row?.id ?? '0'
  }

  /**
   * Some whose lexemes were made under a version before this one, the oldest versions first. A version that was frozen less than
   * `settledSeconds` ago has none yet: searches that began before it may be under way.
   */
  async indexedBefore(version: number, limit: number, settledSeconds = 0): Promise<PrintedArticle[]> {
    return await select(
      this.manager,
      `${PRINTED} join article_text x on x.article_id = a.id
        where x.analyzer_version < $1 and not exists (
          select 1 from frequency_table where version = $1 and frozen_at > now() - make_interval(secs => $3))
        order by x.analyzer_version, x.article_id limit $2`,
      [version, limit, settledSeconds],
    )
  }
}
