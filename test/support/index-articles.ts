import type { DataSource } from 'typeorm'
import { Analyzer } from '../../src/arabic/analyzer.ts'
import { FrequencyTable } from '../../src/arabic/frequency-table.ts'
import { tokenize } from '../../src/arabic/tokens.ts'
import { lexemesOf } from '../../src/search/lexemes.ts'
import { ArticleTextStore } from '../../src/stores/article-text-store.ts'
import { FrequencyStore } from '../../src/stores/frequency-store.ts'

/** An analyzer that knows the words of some texts, each attested often enough to be taken off its affixes. */
export function analyzerOf(version: number, ...texts: string[]): Analyzer {
  const counts = new Map<string, number>()
  for (const { folded } of texts.flatMap(tokenize)) counts.set(folded, (counts.get(folded) ?? 0) + 3)
  return new Analyzer(new FrequencyTable(version, 1_000, counts))
}

/** Freezes the table of an analyzer, as the desk does. */
export async function freeze(db: DataSource, analyzer: Analyzer): Promise<void> {
  const { version, documents } = analyzer.table
  const words = await analyzer.table.encode()
  await new FrequencyStore(db.manager).add(analyzer, { articles: documents, position: String(version), words })
}

/** Writes what search looks at for every published article that has nothing yet; gives it by article id. */
export async function indexArticles(db: DataSource, analyzer: Analyzer): Promise<Map<string, string>> {
  const rows: {
    id: string
    title: string
    excerpt: string | null
    publishedAt: Date
    tags: string[]
    texts: string[]
  }[] = await db.query(
    `select a.id, a.title, a.excerpt, a.published_at as "publishedAt",
         array(select g.label from tagging g where g.article_id = a.id and g.origin <> 'SITE_MENU') as tags,
         array(select block ->> 'text' from article_body b cross join jsonb_array_elements(b.blocks) block
                where b.article_id = a.id) as texts
         from article a where a.status = 'PUBLISHED' and a.id not in (select article_id from article_text) order by a.id`,
  )
  const texts = rows.map(({ id, title, excerpt, publishedAt, tags, texts }) => ({
    articleId: id,
    publishedAt,
    analyzerVersion: analyzer.version,
    lexemes: lexemesOf(analyzer, { title, excerpt, tags, paragraphs: texts }),
  }))
  await new ArticleTextStore(db.manager).write(texts)
  return new Map(texts.map(({ articleId, lexemes }) => [articleId, lexemes]))
}
