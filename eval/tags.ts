import { createHash } from 'node:crypto'
import { slugify } from '../src/arabic/fold.ts'
import { type Figure, figure } from './measure.ts'

/** Tags of an article, best first. */
export interface TaggedArticle {
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
