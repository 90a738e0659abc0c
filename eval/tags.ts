import { createHash } from 'node:crypto'
import { z } from 'zod'
import { slugify } from '../src/arabic/fold.ts'
import { TagStore } from '../src/stores/tag-store.ts'
import { type Corpus, withCorpus } from './corpus.ts'
import { type CorpusLine, readCorpus, readPage } from './corpus-lines.ts'
import { grouped } from './grouped.ts'
import { readRecords } from './labelled.ts'
import { type Detail, type Figure, figure, type Measure } from './measure.ts'

/** Tags of an article, best first. */
export interface TaggedArticle {
  /** Its title where it has none. */
  url: string
  tags: readonly string[]
}

/** What a reader said of one tag of one article, without knowing how sure the tagger was. */
export interface TagJudgement {
  /** The article by its address, as `judgedId` makes it: labels hold nothing of a text. */
  articleId: string
  tag: string
  right: boolean
}

/** How many tags of an article are judged. */
export const JUDGED_TAGS = 5

/** The name of an article in the file of judgements: 16 hexadecimal digits of the SHA-256 of its address. */
export function judgedId(url: string): string {
  return createHash('sha256').update(url).digest('hex').slice(0, 16)
}

/**
 * How many of the first tags a reader would accept, over the articles that were judged. A tag that nobody judged counts neither
 * way; their share tells how far the figure can be trusted.
 */
export function scoreTags(articles: readonly TaggedArticle[], judgements: readonly TagJudgement[]): Figure[] {
  const right = new Map(judgements.map(({ articleId, tag, right }) => [`${articleId} ${slugify(tag)}`, right]))
  const known = new Set(judgements.map(({ articleId }) => articleId))
  const judged = articles.filter(({ url }) => known.has(judgedId(url)))
  const verdicts = judged.flatMap(({ url, tags }) =>
    tags.slice(0, JUDGED_TAGS).map((tag) => right.get(`${judgedId(url)} ${slugify(tag)}`)),
  )
  const said = verdicts.filter((verdict) => verdict !== undefined)
  return [
    figure('precision of the first five', share(said.filter(Boolean).length, said.length), { atLeast: 0.9 }),
    figure('tags not judged', share(verdicts.length - said.length, verdicts.length)),
    figure('tags an article', share(verdicts.length, judged.length), { unit: 'tags' }),
    figure('articles', judged.length, { unit: 'articles' }),
  ]
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

const JUDGEMENT = z.object({ articleId: z.string(), tag: z.string(), right: z.boolean() })
/** Articles whose tags are read at once. */
const CHUNK = 500

/** `sila eval tags ARTICLES JUDGEMENTS [PAGE…]`: whether a reader would accept the first tags of an article. */
export const measureTags: Measure = async ([articles, labels, ...pages], options) => {
  const lines = await readCorpus(articles!)
  for (const page of pages) lines.push(...(await readPage(page)))
  const judgements = await readRecords(labels!, JUDGEMENT)
  return await withCorpus(options, async (corpus) => {
    await corpus.admitLines(lines)
    const tagged = await taggedArticles(corpus, lines)
    return {
      name: 'tags',
      figures: scoreTags(tagged, judgements),
      details: [{ title: 'Tags that are wrong or were not judged', rows: doubtful(tagged, judgements) }],
      records: tagged,
    }
  })
}

/** The tags that say what an article is about: the desks of its publisher and the menu of its site do not. */
async function taggedArticles({ manager }: Corpus, lines: readonly CorpusLine[]): Promise<TaggedArticle[]> {
  const store = new TagStore(manager)
  const admitted = lines.filter(({ articleId }) => articleId !== null)
  const tagged: TaggedArticle[] = []
  for (let at = 0; at < admitted.length; at += CHUNK) {
    const chunk = admitted.slice(at, at + CHUNK)
    const taggings = (await store.taggings(chunk.map(({ articleId }) => articleId!))).filter(
      ({ origin, tag }) => origin !== 'SITE_MENU' && tag.kind !== 'SECTION',
    )
    const byArticle = grouped(taggings, ({ articleId }) => articleId)
    for (const { url, item, articleId } of chunk) {
      const tags = (byArticle.get(articleId!) ?? []).map(({ tag }) => tag.name)
      tagged.push({ url: url ?? item!.title ?? '', tags })
    }
  }
  // An article that came twice is one.
  return [...new Map(tagged.map((article) => [article.url, article])).values()]
}

function doubtful(articles: readonly TaggedArticle[], judgements: readonly TagJudgement[]): Detail['rows'] {
  const known = new Set(judgements.map(({ articleId }) => articleId))
  const right = new Set(judgements.flatMap((one) => (one.right ? `${one.articleId} ${slugify(one.tag)}` : [])))
  const wrong = new Set(judgements.flatMap((one) => (one.right ? [] : `${one.articleId} ${slugify(one.tag)}`)))
  return articles.flatMap(({ url, tags }) => {
    const articleId = judgedId(url)
    if (!known.has(articleId)) return []
    return tags.slice(0, JUDGED_TAGS).flatMap((tag) => {
      const name = `${articleId} ${slugify(tag)}`
      return right.has(name) ? [] : { articleId, tag, said: wrong.has(name) ? 'wrong' : 'nothing' }
    })
  })
}
