import type { ArticleItem } from '../../entities/article-item.ts'
import type { DeliveredArticle } from '../../entities/delivered-article.ts'
import type { DatePrecision } from '../../entities/enums.ts'

/** What a feed says of an article, for whoever reads its page: the body is what is being looked for. */
export function itemOf(told: DeliveredArticle): ArticleItem {
  return {
    guid: told.guid,
    url: told.url,
    title: told.title,
    excerpt: told.excerpt,
    authors: told.authors,
    tags: told.taggings.filter(({ origin }) => origin === 'PUBLISHER').map(({ label }) => label),
    image: told.image?.url ?? null,
    publishedAt: told.publishedAt,
    publishedAtPrecision: told.publishedAtPrecision,
    language: told.language,
  }
}

/**
 * An article as its feed and its page tell it together. The feed names it (title, GUID, address), the page holds it (body,
 * authors, picture, links); of two dates the more precise one stands.
 */
export function mergePage(told: DeliveredArticle, page: DeliveredArticle): DeliveredArticle {
  const dated = PRECISION[page.publishedAtPrecision] > PRECISION[told.publishedAtPrecision] ? page : told
  const spoken = page.blocks === null ? told : page
  return {
    guid: told.guid ?? page.guid,
    url: told.url ?? page.url,
    title: told.title === '' ? page.title : told.title,
    excerpt: told.excerpt ?? page.excerpt,
    blocks: spoken.blocks,
    language: spoken.language,
    direction: spoken.direction,
    authors: page.authors ?? told.authors,
    taggings: union(told.taggings, page.taggings),
    image: page.image ?? told.image,
    publishedAt: dated.publishedAt,
    publishedAtPrecision: dated.publishedAtPrecision,
    observedAt: told.observedAt ?? page.observedAt,
    readAlso: page.readAlso ?? told.readAlso,
    similar: page.similar ?? told.similar,
  }
}

const PRECISION: Readonly<Record<DatePrecision, number>> = { TIME: 2, DAY: 1, OBSERVED: 0 }

function union(told: DeliveredArticle['taggings'], found: DeliveredArticle['taggings']): DeliveredArticle['taggings'] {
  const known = new Set(told.map(({ label, origin }) => `${origin} ${label}`))
  return [...told, ...found.filter(({ label, origin }) => !known.has(`${origin} ${label}`))]
}
