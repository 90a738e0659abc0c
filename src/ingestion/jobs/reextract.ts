import type { DeliveredArticle } from '../../entities/delivered-article.ts'
import { messageOf } from '../../errors.ts'
import { addressKey, headlineKey } from '../../linking/keys.ts'
import type { InboxItem, InboxStore } from '../../stores/inbox-store.ts'
import type { KeptPayload, RawPayloadStore } from '../../stores/raw-payload-store.ts'
import type { KeptArticle, StoredArticleStore, StoredScope } from '../../stores/stored-article-store.ts'
import { isOfFiles } from '../import-files.ts'
import type { ExtractOutcome, ExtractTask, ParseOutcome, ParseTask } from '../worker/parse-task.ts'
import { deliverBatch } from './deliver-batch.ts'
import type { LongJob } from './long-job.ts'

const BATCH = 50

/** What reads bytes: the pool of workers. */
export interface Parser {
  parse(task: ParseTask): Promise<ParseOutcome>
  extract(task: ExtractTask): Promise<ExtractOutcome>
}

/** An article out of its bytes, or why there is none. */
type Reread = { article: DeliveredArticle } | { reason: string } | 'unchanged'

/** Reads the kept bytes of stored articles again, with the parsers, profiles and cleaning of today. */
export function reextractJob(
  articles: StoredArticleStore,
  payloads: RawPayloadStore,
  inbox: InboxStore,
  parser: Parser,
): LongJob<StoredScope> {
  return {
    name: 'reextract',
    start: '0',
    count: (scope) => articles.countKept(scope),
    async batch(scope, after, signal) {
      const kept = await articles.kept(scope, after, BATCH)
      const unread: string[] = []
      const tally = await deliverBatch(inbox, rereadItems(kept, payloads, parser, unread), signal)
      const next = kept.length < BATCH ? null : kept.at(-1)!.articleId
      return { next, done: kept.length, changed: tally.changed, failures: [...unread, ...tally.failures] }
    },
  }
}

/** The articles as they are read now; of those that cannot be read the reasons. */
async function* rereadItems(
  kept: readonly KeptArticle[],
  payloads: RawPayloadStore,
  parser: Parser,
  unread: string[],
): AsyncGenerator<InboxItem> {
  for (const article of kept) {
    const reread = await readAgain(article, payloads, parser)
    if (reread === 'unchanged') continue
    if ('reason' in reread) unread.push(`article ${article.articleId}: ${reread.reason}`)
    else yield inboxItem(article, reread.article)
  }
}

const inboxItem = ({ articleId, channel, rawPayloadId, sourceSlug }: KeptArticle, article: DeliveredArticle) => ({
  kind: 'ARTICLE' as const,
  channel,
  payload: { source: { slug: sourceSlug }, article, rereadOf: articleId },
  rawPayloadId,
})

async function readAgain(kept: KeptArticle, payloads: RawPayloadStore, parser: Parser): Promise<Reread> {
  const payload = await payloads.read(kept.rawPayloadId)
  if (payload === null) return { reason: 'its bytes are kept no longer' }
  try {
    return isPage(payload) ? await readPage(kept, payload, parser) : await readDocument(kept, payload, parser)
  } catch (error) {
    return { reason: messageOf(error) }
  }
}

/** What was served as a page. Of other bytes the parser tells what they are: feeds, page dumps, and pages out of files. */
const isPage = ({ mediaType }: KeptPayload): boolean => /html/i.test(mediaType ?? '')

/**
 * Reads a page under the article's own address, or none: the same bytes are kept once, so their origin may be where another
 * article was found.
 */
async function readPage(kept: KeptArticle, payload: KeptPayload, parser: Parser): Promise<Reread> {
  const outcome = await parser.extract({
    bytes: payload.bytes,
    contentType: payload.mediaType,
    url: kept.url,
    now: payload.receivedAt.getTime(),
    profile: kept.profile,
    item: null,
  })
  if (!outcome.ok) return { reason: outcome.reason }
  // A file is taken as it is; a fetched page that seems cut off must not take the place of the text.
  return outcome.isTeaser && !isOfFiles(kept.channel) ? 'unchanged' : { article: outcome.article }
}

/** Reads a feed or page dump and looks for the article in it; what came by file has no address, whoever else fetched it. */
async function readDocument(kept: KeptArticle, payload: KeptPayload, parser: Parser): Promise<Reread> {
  const outcome = await parser.parse({
    bytes: payload.bytes,
    contentType: payload.mediaType,
    kind: 'auto',
    url: !isOfFiles(kept.channel) && URL.canParse(payload.origin) ? payload.origin : null,
    now: payload.receivedAt.getTime(),
    profile: kept.profile,
  })
  if (!outcome.ok) return { reason: outcome.reason }
  if (outcome.payload.format === 'page') return await readPage(kept, payload, parser)
  const isIt = ({ url, title }: DeliveredArticle): boolean =>
    kept.url !== null && url !== null
      ? addressKey(url) === addressKey(kept.url)
      : headlineKey(title) === headlineKey(kept.title)
  const found = outcome.payload.articles.find(({ article }) => isIt(article))
  return found === undefined ? { reason: 'it is not found in its bytes any more' } : { article: found.article }
}
