import { setTimeout as sleep } from 'node:timers/promises'
import { Arg, Resolver, Root, Subscription } from 'type-graphql'
import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import { ArticleFilterInput } from '../schema/article-filter.ts'
import { ArticleIngestedType } from '../schema/change.ts'
import { ChangeCursorScalar } from '../schema/scalars.ts'
import { asksText } from '../stores/article-filter.ts'
import { filterPredicate } from '../stores/article-filter-predicate.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import { encodeChangeCursor } from '../stores/change-cursor.ts'
import { abortable } from './abortable.ts'

/** Articles read at once in a replay; what a reader that does not come back holds on to. */
const READ_AT_ONCE = 10
/** Pauses between attempts to read them, in milliseconds; after the last the subscription fails with UNAVAILABLE. */
const PAUSES = [100, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 20_000]

interface ArticleIngestedArgs {
  filter?: ArticleFilterInput | null
  after?: string | null
}

/** Newly ingested articles, live. */
@Resolver()
export class ArticleIngestedResolver {
  @Subscription(() => ArticleIngestedType, {
    description:
      'Newly ingested articles that match. With `after` it first replays what was missed since that cursor, then continues live: nothing lost, nothing twice, in one order for every subscriber. Without it, from now on.',
    subscribe: ({ args, context }) => abortable((signal) => ingested(args, context, signal)),
  })
  articleIngested(
    @Root() event: ArticleIngestedType,
    @Arg('filter', () => ArticleFilterInput, { nullable: true }) _filter: ArticleFilterInput | null,
    @Arg('after', () => ChangeCursorScalar, { nullable: true }) _after: string | null,
  ): ArticleIngestedType {
    return event
  }
}

async function* ingested(
  { filter, after }: ArticleIngestedArgs,
  context: Context,
  signal: AbortSignal,
): AsyncGenerator<ArticleIngestedType, void, undefined> {
  if (!context.caller.scopes.has('READ'))
    throw new AppError('FORBIDDEN', 'This needs the scope READ', { scope: 'READ' })
  const matches = filterPredicate(await context.search.filter(filter))
  for await (const { epoch, changes } of context.live.follow(after ?? null, signal)) {
    if (asksText(filter)) await persistently(() => context.search.ready(changes), signal)
    const matching = changes.filter(
      ({ type, after }) => type === 'ARTICLE_INGESTED' && after !== null && matches(after),
    )
    for (let start = 0; start < matching.length; start += READ_AT_ONCE) {
      const batch = matching.slice(start, start + READ_AT_ONCE)
      const ids = batch.map(({ articleId }) => articleId!)
      const articles = (await persistently(() => readArticles(context, ids), signal)) ?? []
      for (const [index, { position, at }] of batch.entries()) {
        if (signal.aborted) return
        const article = articles[index]
        // Withdrawn since: a replay must not bring it back.
        if (article?.status !== 'PUBLISHED') continue
        yield { cursor: encodeChangeCursor({ epoch, position }), at, article }
      }
    }
  }
}

async function readArticles({ loaders }: Context, ids: readonly string[]): Promise<(ArticleRow | null)[]> {
  const articles = await loaders.article.loadMany(ids)
  for (const article of articles) if (article instanceof Error) throw article
  return articles as (ArticleRow | null)[]
}

/** Reads as often as it takes while the database is away for a moment, so that no event is lost to that; undefined once told to stop. */
async function persistently<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  for (const pause of PAUSES) {
    try {
      return await read()
    } catch {
      await sleep(pause, undefined, { signal }).catch(() => {})
      if (signal.aborted) return undefined
    }
  }
  throw new AppError('UNAVAILABLE', 'The article could not be read; go on from the last cursor')
}
