import type { ArticleItem } from '../src/entities/article-item.ts'
import { readByteLines } from '../src/ingestion/input-file.ts'
import { articleRecords } from '../src/ingestion/records.ts'
import { edition } from '../src/sample/edition.ts'
import { loadSample } from '../src/sample/load-sample.ts'

/** Articles to measure with: those of a file of records, else the bundled sample, edition after edition. */
export async function benchArticles(file: string | null, count: number): Promise<ArticleItem[]> {
  return file === null ? await sampleArticles(count) : await recordedArticles(file, count)
}

async function recordedArticles(file: string, count: number): Promise<ArticleItem[]> {
  const items: ArticleItem[] = []
  for await (const record of articleRecords(readByteLines(file), new Date())) {
    if ('item' in record) items.push(record.item)
    if (items.length === count) break
  }
  return items
}

async function sampleArticles(count: number): Promise<ArticleItem[]> {
  const { stories } = await loadSample()
  const items: ArticleItem[] = []
  for (let number = 1; items.length < count; number++) {
    for (const { item, source } of edition(stories, number)) {
      const publishedAt = new Date(Date.UTC(2026, 0, 1) + items.length * 60_000).toISOString()
      items.push({ ...item, source, publishedAt, publishedAtPrecision: 'TIME' })
    }
  }
  return items.slice(0, count)
}
