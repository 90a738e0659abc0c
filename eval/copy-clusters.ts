import type { Corpus } from './corpus.ts'

/** The group of copies of each article, named by its first: an article without copies is a group of its own. */
export async function clustersOf(corpus: Corpus, rows: readonly (string | null)[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.filter((row) => row !== null))]
  const articles = await corpus.articles(ids)
  return new Map(ids.map((id) => [id, articles.get(id)?.copyOfId ?? id]))
}
