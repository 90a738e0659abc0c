import type { DeliveredArticle } from '../entities/delivered-article.ts'
import { rowOfLink } from '../entities/related-link.ts'
import { addressKey, guidKey, headlineKey } from '../linking/keys.ts'
import type { InboxRow } from '../stores/inbox-store.ts'
import type { TitleQuery } from '../stores/record-store.ts'

/** What the rows of a batch have to ask of the record before anything is decided. */
export interface BatchQuestions {
  articles: DeliveredArticle[]
  /** Addresses and GUIDs of the items, and where to look for others of their titles. */
  keys: string[]
  titles: TitleQuery[]
  /** How many headlines the items show, and the same of what these name. */
  links: number
  linkKeys: string[]
  linkTitles: TitleQuery[]
  /** Articles that are named by id: to be withdrawn, merged, pinned, read again or linked again. */
  named: string[]
  /** How many links may be set by hand. */
  pins: number
  /** Links that are named by the ids of their rows: to be hidden. */
  hidden: string[]
  /** Those of them whose links are looked for again. */
  relinked: string[]
}

/** Works out the questions of a batch. */
export function questionsOf(rows: readonly InboxRow[], now: Date): BatchQuestions {
  const items = rows.flatMap(({ payload, channel }) =>
    'article' in payload ? [{ article: payload.article, channel }] : [],
  )
  const links = items.flatMap(({ article }) => {
    const shown = [...(article.readAlso ?? []), ...(article.similar ?? [])]
    return shown.map((link) => ({ link, near: momentOf(article, now) }))
  })
  return {
    articles: items.map(({ article }) => article),
    keys: items.flatMap(({ article, channel }) => [
      ...(article.url === null ? [] : [addressKey(article.url)]),
      ...(article.guid === null ? [] : [guidKey(channel, article.guid)]),
    ]),
    titles: items.map(({ article }) => ({ titleKey: headlineKey(article.title), near: momentOf(article, now) })),
    links: links.length,
    linkKeys: links.flatMap(({ link }) => (link.url === null ? [] : [addressKey(link.url)])),
    linkTitles: links.map(({ link, near }) => ({ titleKey: headlineKey(link.headline), near })),
    named: rows.flatMap(namedBy),
    pins: rows.filter(({ payload }) => 'pin' in payload).length,
    hidden: rows.flatMap(({ payload }) => ('hiddenLink' in payload ? [rowOfLink(payload.hiddenLink).id] : [])),
    relinked: rows.flatMap(({ payload }) => ('relinkOf' in payload ? [payload.relinkOf] : [])),
  }
}

function namedBy({ payload }: InboxRow): string[] {
  if ('articleId' in payload) return [payload.articleId]
  if ('mergeOf' in payload) return [payload.mergeOf, payload.into]
  if ('pin' in payload) return [payload.pin.from, payload.pin.to]
  if ('hiddenLink' in payload) return []
  if ('relinkOf' in payload) return [payload.relinkOf]
  return payload.rereadOf === undefined ? [] : [payload.rereadOf]
}

const momentOf = (article: DeliveredArticle, now: Date): Date =>
  new Date(article.publishedAt ?? article.observedAt ?? now)

/** Of questions about one title within the same hour one. */
export const distinctTitles = (queries: readonly TitleQuery[]): TitleQuery[] => [
  ...new Map(
    queries.map((query) => [`${query.titleKey} ${Math.floor(query.near.getTime() / 3_600_000)}`, query]),
  ).values(),
]
