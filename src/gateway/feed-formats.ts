import { generateAtomFeed, generateJsonFeed, generateRssFeed } from 'feedsmith'
import { encodeId } from '../entities/node-id.ts'
import { version } from '../ops/version.ts'
import type { ShownArticle } from '../resolvers/shown-article.ts'

/** A list of articles that is to be written as a feed. */
export interface FeedContent {
  /** Address under which the server is reached, without a slash at its end. */
  home: string
  /** The feed's parameters, as they stand in its address. */
  query: string
  title: string
  /** The newest first. */
  articles: readonly ShownArticle[]
}

/** A format of feeds: what it is called over HTTP, and how it is written. */
export interface FeedFormat {
  type: string
  write(feed: FeedContent): string
}

const DESCRIPTION = 'مقالات، الأحدث أولاً'
const TYPES = { rss: 'application/rss+xml', atom: 'application/atom+xml', json: 'application/feed+json' } as const

/** The formats by the ends of their addresses. */
export const FEED_FORMATS: Readonly<Record<keyof typeof TYPES, FeedFormat>> = {
  rss: { type: TYPES.rss, write: (feed) => xmlOf(rss(feed)) },
  atom: { type: TYPES.atom, write: (feed) => xmlOf(atom(feed)) },
  json: { type: TYPES.json, write: (feed) => jsonOf(json(feed)) },
}

/** The address of a feed. */
function addressOf({ home, query }: Pick<FeedContent, 'home' | 'query'>, format: keyof typeof TYPES): string {
  return `${home}/feeds/articles.${format}${query === '' ? '' : `?${query}`}`
}

/** The feed of one source, in the same format. */
const feedOfSource = ({ home }: FeedContent, { source }: ShownArticle, format: keyof typeof TYPES): string =>
  addressOf({ home, query: new URLSearchParams({ sources: source.slug }).toString() }, format)

/** An id that no other server gives (RFC 4151) and that stays when addresses change. */
const idOf = ({ home }: FeedContent, name: string): string =>
  `tag:${new URL(home).hostname.replace(/[[\]:]/g, '')},2025:${name}`

const updatedAt = ({ revisedAt, publishedAt }: ShownArticle): Date => revisedAt ?? publishedAt
const lastUpdate = ({ articles }: FeedContent): Date =>
  new Date(Math.max(0, ...articles.map((each) => +updatedAt(each))))

/** Who wrote it, and always who published it. */
const namesOf = ({ authors, source }: ShownArticle): string[] => [...new Set([...authors, source.name])]

/** A body that says in which direction and language it is to be read, wherever it is shown. */
function htmlOf({ html, direction, language }: ShownArticle): string | undefined {
  if (html === null) return undefined
  return `<div dir="${direction.toLowerCase()}"${language === 'und' ? '' : ` lang="${language}"`}>${html}</div>`
}

/** Whom to name, as one line. */
const creditOf = ({ attribution: { text, url } }: ShownArticle): string => (url === null ? text : `${text} — ${url}`)

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const imageOf = ({ image }: ShownArticle) =>
  image === null
    ? undefined
    : {
        contents: [
          { url: image.url, medium: 'image', width: image.width ?? undefined, height: image.height ?? undefined },
        ],
      }

/** The language of all articles, where they have one. */
function languageOf({ articles }: FeedContent): string | undefined {
  const [language, ...others] = new Set(articles.map(({ language }) => language))
  return others.length === 0 && language !== 'und' ? language : undefined
}

function rss(feed: FeedContent): string {
  return generateRssFeed({
    title: feed.title,
    link: `${feed.home}/`,
    description: DESCRIPTION,
    language: languageOf(feed),
    lastBuildDate: lastUpdate(feed),
    generator: `Sila ${version()}`,
    atom: { links: [{ href: addressOf(feed, 'rss'), rel: 'self', type: TYPES.rss }] },
    items: feed.articles.map((article) => ({
      title: article.title,
      link: article.url ?? undefined,
      // By the format it is HTML.
      description: article.excerpt === null ? undefined : escapeHtml(article.excerpt),
      categories: article.tags.map((name) => ({ name })),
      guid: { value: idOf(feed, article.id), isPermaLink: false },
      pubDate: article.publishedAt,
      source: { title: article.source.name, url: feedOfSource(feed, article, 'rss') },
      dc: {
        creators: namesOf(article),
        languages: article.language === 'und' ? [] : [article.language],
        rights: [creditOf(article)],
      },
      content: { encoded: htmlOf(article) },
      media: imageOf(article),
    })),
  })
}

function atom(feed: FeedContent): string {
  return generateAtomFeed({
    // No ampersand: the writer puts blanks around what has one, and an id has none (RFC 4287, 2).
    id: idOf(feed, `articles${feed.query === '' ? '' : `?${feed.query.replaceAll('&', ';')}`}`),
    title: { value: feed.title },
    subtitle: { value: DESCRIPTION },
    updated: lastUpdate(feed),
    generator: { text: 'Sila', version: version() },
    links: [
      { href: addressOf(feed, 'atom'), rel: 'self', type: TYPES.atom },
      { href: `${feed.home}/`, rel: 'alternate' },
    ],
    entries: feed.articles.map((article) => ({
      id: idOf(feed, article.id),
      title: { value: article.title, type: 'text' },
      authors: namesOf(article).map((name) => ({ name })),
      links: article.url === null ? [] : [{ href: article.url, rel: 'alternate' }],
      published: article.publishedAt,
      updated: updatedAt(article),
      summary: article.excerpt === null ? undefined : { value: article.excerpt, type: 'text' },
      content: atomContent(article),
      categories: article.tags.map((term) => ({ term })),
      rights: { value: creditOf(article) },
      source: {
        id: idOf(feed, encodeId('src', article.source.id)),
        title: { value: article.source.name, type: 'text' },
        links: [{ href: feedOfSource(feed, article, 'atom'), rel: 'self', type: TYPES.atom }],
      },
      media: imageOf(article),
      xml: article.language === 'und' ? undefined : { lang: article.language },
    })),
  })
}

/** An entry without a link must have content (RFC 4287, 4.1.2). */
function atomContent(article: ShownArticle): { type: string; value: string } | undefined {
  const html = htmlOf(article)
  if (html !== undefined) return { type: 'html', value: html }
  return article.url === null ? { type: 'text', value: article.excerpt ?? article.title } : undefined
}

function json(feed: FeedContent): object {
  const generated = generateJsonFeed({
    title: feed.title,
    home_page_url: `${feed.home}/`,
    feed_url: addressOf(feed, 'json'),
    description: DESCRIPTION,
    language: languageOf(feed),
    items: feed.articles.map((article) => ({
      id: idOf(feed, article.id),
      url: article.url ?? undefined,
      title: article.title,
      summary: article.excerpt ?? undefined,
      // One of the two must be there.
      ...(article.html === null
        ? { content_text: article.excerpt ?? article.title }
        : { content_html: htmlOf(article)! }),
      image: article.image?.url,
      date_published: article.publishedAt,
      date_modified: article.revisedAt ?? undefined,
      tags: article.tags,
      authors: namesOf(article).map((name) => (name === article.source.name ? publisher(article) : { name })),
      language: article.language === 'und' ? undefined : article.language,
    })),
  })
  // The generator leaves an empty list out; the format wants one.
  const { items = [], ...rest } = generated as { items?: object[] }
  return {
    ...rest,
    // An extension by the rules of the format: it has no place of its own for whom to name.
    items: items.map((item, index) => ({ ...item, _attribution: feed.articles[index]!.attribution })),
  }
}

const publisher = ({ source: { name, homepage } }: ShownArticle) => ({
  name,
  ...(homepage !== null && { url: homepage }),
})

/** What no XML 1.0 document may hold (2.2, Char). */
const NO_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu
/** Blanks that the writer puts around a text; readers would have to take them off addresses again. */
const PADDED = />\s+(<!\[CDATA\[[\s\S]*?\]\]>)\s+</g

const xmlOf = (document: string): string => document.replace(NO_XML, '').replace(PADDED, '>$1<')

const jsonOf = (feed: object): string =>
  JSON.stringify(feed, (_name, value) => (typeof value === 'string' ? value.toWellFormed() : value))
