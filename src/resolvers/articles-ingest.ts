import { createHash } from 'node:crypto'
import { Arg, Ctx, Extensions, FieldResolver, Mutation, Resolver, Root } from 'type-graphql'
import { type Context, callerName } from '../context.ts'
import { type PushAnswer, type PushResult, unsettled } from '../entities/push.ts'
import { ArticleType } from '../schema/article.ts'
import { ArticlesIngestInput, ArticlesIngestPayloadType, IngestResultType } from '../schema/ingest.ts'
import type { ArticleRow } from '../stores/article-store.ts'
import { boundedList } from '../stores/bounded-input.ts'

/** Articles from outside. */
@Resolver(() => IngestResultType)
export class ArticlesIngestResolver {
  @Mutation(() => ArticlesIngestPayloadType, {
    nullable: true,
    description:
      'إدخال مقالات\n[INGEST] Push articles in. The same content again changes nothing; the same idempotencyKey within 24 hours gives the first answer again, with other content IDEMPOTENCY_CONFLICT. What was withdrawn stays withdrawn.',
  })
  @Extensions({ scope: 'INGEST' })
  async articlesIngest(
    @Arg('input', () => ArticlesIngestInput, { description: 'المصدر ومقالاته\nThe source and its articles.' }) {
      source,
      idempotencyKey,
      articles,
    }: ArticlesIngestInput,
    @Ctx() { caller, ingest, loaders }: Context,
  ): Promise<PushAnswer> {
    const pushed = await ingest({
      caller: callerName(caller),
      source,
      idempotencyKey: idempotencyKey ?? null,
      contentSha256: createHash('sha256').update(canonical({ source, articles })).digest('hex'),
      articles: boundedList(articles, 'articles')!.map((article) => ({
        ...article,
        publishedAt: article.publishedAt?.toISOString() ?? null,
      })),
    })
    if (pushed.kind !== 'settled') throw unsettled(pushed.kind)
    // An earlier mutation of the same request may have shown them as they were.
    for (const { article } of pushed.answer.results) if (article !== null) loaders.article.clear(article.id)
    return pushed.answer
  }

  @FieldResolver(() => ArticleType, {
    nullable: true,
    description: 'المقال كما هو الآن، ولو كان مسحوباً\nThe article as it is now; of a withdrawn one too.',
  })
  async article(@Root() { article }: PushResult, @Ctx() { loaders }: Context): Promise<ArticleRow | null> {
    return article && (await loaders.article.load(article.id))
  }
}

/** JSON that is equal for equal input: members by name, null as good as left out. */
function canonical(input: object): string {
  return JSON.stringify(input, (_name, value) =>
    value === null || typeof value !== 'object' || Array.isArray(value) || value instanceof Date
      ? (value ?? undefined)
      : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))),
  )
}
