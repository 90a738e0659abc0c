import { cleanLine } from '../../arabic/clean.ts'
import { titleKey } from '../../arabic/fold.ts'
import type { Direction } from '../../arabic/language.ts'
import type { ArticleItem } from '../../entities/article-item.ts'
import type { SourceProfile } from '../../entities/source-profile.ts'
import { articleDirection, articleLanguage, languageTag } from '../clean-language.ts'
import { canonicalUrl } from '../urls.ts'
import { cleanUp } from './article-cleanup.ts'
import { cutClutter } from './clutter.ts'
import { type PageElement, type PageNode, selectAll, shownText } from './dom.ts'
import { type Draft, draftHtml } from './draft.ts'
import { textIn } from './linked-data.ts'
import { outside, paragraphsOf } from './outside.ts'
import { baseAddress, pageAddress, pageImage } from './page-address.ts'
import { draftsText, pageBody } from './page-body.ts'
import { pageDate, printedDate } from './page-date.ts'
import { pageHeadline } from './page-headline.ts'
import { PageIndex } from './page-index.ts'
import { type PageMeta, readMeta } from './page-meta.ts'
import { bylineNames, pageAuthors } from './page-people.ts'
import { openPage } from './page-source.ts'
import { pageTags, tagLinks } from './page-tags.ts'
import { RelatedBlocks } from './related-blocks.ts'
import { RelatedMarkers } from './related-markers.ts'
import { isTeaser } from './teaser.ts'

/** What is known of a page beside its HTML. */
export interface PageContext {
  url: string | null
  /** The moment against which dates are judged. */
  now: Date
  profile?: SourceProfile | null
  /** What a feed said of the article. */
  item?: ArticleItem | null
}

/**
 * A piece of a page that is no part of its article, and why: RELATED, COMMENTS, SHARE, NOTICE, ADVERT, NAVIGATION, FOOTER; TITLE,
 * BYLINE and DATE where the text only repeats them; SELECTOR at the wish of the operator; OUTSIDE for text found elsewhere.
 */
export interface Removed {
  text: string
  reason: string
}

/** The article of a page. */
export interface ExtractedPage {
  item: ArticleItem
  direction: Direction
  /** What the site calls itself. */
  siteName: string | null
  /** In the order in which it was cut. */
  removed: Removed[]
  /** The page shows no more of the article than a feed, or only its beginning: a paywall, a program that loads the rest. */
  isTeaser: boolean
}

/** Pieces beyond the last, and their text beyond so many characters, are not told. */
const MAX_REMOVED = 300
const MAX_REMOVED_TEXT = 300

/** Reads one page: what it says about itself, then links to other articles, which it cuts, then the text. */
class PageReader {
  readonly removed: Removed[] = []
  readonly #page: PageIndex
  readonly #meta: PageMeta
  readonly #selectors: NonNullable<SourceProfile['selectors']>
  readonly #address: string | null
  readonly #base: string | null

  constructor(
    html: string,
    private readonly context: PageContext,
  ) {
    this.#selectors = context.profile?.selectors ?? {}
    this.#page = new PageIndex(openPage(html, context.profile?.selectors != null))
    const url = context.url === null ? null : canonicalUrl(context.url)
    const isOwn = (address: string | null) => url !== null && address !== null && canonicalUrl(address, url) === url
    this.#meta = readMeta(
      this.#page,
      (thing) => isOwn(textIn(thing.url)) || isOwn(textIn(thing.mainEntityOfPage)) || isOwn(textIn(thing['@id'])),
    )
    this.#address = pageAddress(this.#meta, url)
    this.#base = baseAddress(this.#page, context.url ?? this.#address)
  }

  read(): ExtractedPage {
    const head = this.#head()
    const links = this.#related(head.title)
    cutClutter(this.#page, this.#cut)
    const drafts = this.#body(head)
    const text = draftsText(drafts)
    const telling = `${head.title ?? ''}\n${text}`
    const language = articleLanguage(telling, languageTag(this.#meta.language))
    const item: ArticleItem = {
      url: this.#address,
      title: head.title,
      excerpt: excerptOf(this.#meta),
      html: drafts.map(draftHtml).join('\n'),
      text,
      authors: head.authors,
      tags: head.tags,
      image: head.image ?? drafts.find((draft) => draft.image !== null)?.image?.src ?? null,
      ...head.date,
      language,
      ...links,
    }
    return {
      item,
      direction: articleDirection(telling, language),
      siteName: this.#meta.siteNames[0] ?? null,
      removed: this.removed,
      isTeaser: isTeaser(text, this.#meta.article, this.context.item ?? null),
    }
  }

  #head() {
    const { now } = this.context
    const host = this.#address === null ? '' : new URL(this.#address).hostname
    const [date] = this.#texts(this.#selectors.date).flatMap((text) => printedDate(text, now) ?? [])
    const authors = this.#texts(this.#selectors.author).flatMap(bylineNames)
    const [image] = this.#select(this.#selectors.image)
    const chosen = this.#select(this.#selectors.tags)
    return {
      title: this.#texts(this.#selectors.title)[0] ?? pageHeadline(this.#page, this.#meta, host),
      date: date
        ? { publishedAt: date.at, publishedAtPrecision: date.precision }
        : pageDate(this.#page, this.#meta, { now, url: this.#address }),
      authors: authors.length > 0 ? authors : pageAuthors(this.#page, this.#meta),
      tags: pageTags(this.#meta, chosen.length > 0 ? chosen : tagLinks(this.#page)),
      image: pageImage(this.#page, this.#meta, this.#base, image ?? null),
    }
  }

  #related(title: string | null) {
    for (const selector of this.#selectors.remove ?? []) {
      for (const element of this.#select(selector)) this.#cut([element], 'SELECTOR')
    }
    const key = titleKey(title ?? '')
    const blocks = new RelatedBlocks(new RelatedMarkers(this.context.profile ?? null), {
      page: this.#page,
      base: this.#base,
      address: this.#address,
      cut: this.#cut,
      isHeadline: (text) => key !== '' && titleKey(text) === key,
    })
    return blocks.harvest((this.#selectors.related ?? []).flatMap((selector) => this.#select(selector)))
  }

  #body(head: { title: string | null; authors: string[] }): Draft[] {
    const paragraphs = paragraphsOf(this.#page)
    const drafts = pageBody(this.#page, {
      selector: this.#selectors.body ?? null,
      article: this.#meta.article,
      base: this.#base,
      cleanUp: (element) => cleanUp(element, { ...head, now: this.context.now }, this.#cut),
    })
    const cut = this.removed.map(({ text }) => text).join('\n')
    for (const text of outside(paragraphs, `${draftsText(drafts)}\n${cut}`)) this.#tell(text, 'OUTSIDE')
    return drafts
  }

  readonly #cut = (nodes: readonly PageNode[], reason: string): void => {
    const text = nodes.map(shownText).join(' ')
    for (const node of nodes) this.#page.remove(node)
    this.#tell(text, reason)
  }

  #tell(text: string, reason: string): void {
    const line = cleanLine(text.slice(0, 2 * MAX_REMOVED_TEXT)).slice(0, MAX_REMOVED_TEXT)
    if (line !== '' && this.removed.length < MAX_REMOVED) this.removed.push({ text: line, reason })
  }

  #select(selector: string | null | undefined): PageElement[] {
    return selector ? selectAll(this.#page.document, selector) : []
  }

  #texts(selector: string | null | undefined): string[] {
    return this.#select(selector)
      .map((element) =>
        cleanLine(element.getAttribute('datetime') ?? element.getAttribute('content') ?? shownText(element)),
      )
      .filter((text) => text !== '')
  }
}

function excerptOf(meta: PageMeta): string | null {
  const told =
    textIn(meta.article.description) ??
    meta.first('og:description', 'description', 'twitter:description', 'dc.description')
  const text = told === null ? '' : cleanLine(told.replace(/<[^>]*>/g, ' '))
  return text === '' ? null : text
}

/**
 * The article of a publisher's page. Order of belief: linked data and the head of the page, the operator's selectors before
 * both, the page as printed, Mozilla's Readability for the text. Links to other articles are harvested and cut out before
 * the text is looked for. Never throws; time is linear in the page, which is cut at 8 million characters.
 */
export function extractPage(html: string, context: PageContext): ExtractedPage {
  return new PageReader(html, context).read()
}
