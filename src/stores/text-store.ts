import type { EntityManager } from 'typeorm'
import { ArticleBody } from '../entities/article-body.ts'
import { Revision } from '../entities/revision.ts'
import { columnsOf } from './columns.ts'
import { select } from './database.ts'

/** Revisions read of one article. */
const MAX_REVISIONS = 100

/** Bodies and their former texts as clients read them. */
export class TextStore {
  constructor(private readonly manager: EntityManager) {}

  async bodies(articleIds: readonly string[]): Promise<ArticleBody[]> {
    return await select(
      this.manager,
      `select ${columnsOf(ArticleBody, 'b')} from article_body b where b.article_id = any($1::bigint[])`,
      [articleIds],
    )
  }

  /** The revisions of many articles, of each the latest first. */
  async revisions(articleIds: readonly string[]): Promise<Revision[]> {
    return await select(
      this.manager,
      `select ${columnsOf(Revision, 'r')} from (
         select *, row_number() over (partition by article_id order by id desc) as place
           from revision where article_id = any($1::bigint[])) r
        where r.place <= ${MAX_REVISIONS} order by r.article_id, r.place`,
      [articleIds],
    )
  }

  async revisionsByIds(ids: readonly string[]): Promise<Revision[]> {
    return await select(
      this.manager,
      `select ${columnsOf(Revision, 'r')} from revision r where r.id = any($1::bigint[])`,
      [ids],
    )
  }
}
